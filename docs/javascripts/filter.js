// Narrows the lists and tables of a page to the rows that hold every word typed. The box is made here, so a page without
// scripts has lists and no dead box. Enter goes to the first row that is left, Escape shows all rows again.
for (const place of document.querySelectorAll("[data-filter]")) {
  place.className = "awsguide-filter";
  place.innerHTML =
    '<label for="awsguide-filter"></label><input type="search" id="awsguide-filter" autocomplete="off" spellcheck="false"><p role="status"></p>';
  const [label, input, status] = place.children;
  label.textContent = place.dataset.filter;
  const rows = [...place.parentElement.querySelectorAll("li, tbody tr")].map((element) => ({
    element,
    words: element.textContent.toLowerCase(),
    link: element.querySelector("a"),
  }));

  // Each heading with what stands under it, up to the next heading that is not below it.
  const parts = [...place.parentElement.querySelectorAll("h2, h3")].map((heading) => {
    const elements = [heading];
    for (let next = heading.nextElementSibling; next && !(/^H[1-6]$/.test(next.tagName) && next.tagName <= heading.tagName); ) {
      elements.push(next);
      next = next.nextElementSibling;
    }
    return { elements, rows: rows.filter((row) => elements.some((element) => element.contains(row.element))) };
  });

  const narrow = () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.element.hidden = !wanted.every((word) => row.words.includes(word));
    for (const element of parts.flatMap((part) => part.elements)) element.hidden = false;
    for (const part of parts) {
      if (part.rows.every((row) => row.element.hidden) && wanted.length) for (const element of part.elements) element.hidden = true;
    }
    const pages = new Set(rows.filter((row) => !row.element.hidden).map((row) => row.link.href)).size;
    if (!wanted.length) status.textContent = "";
    else if (pages) status.textContent = pages === 1 ? "1 error" : `${pages} errors`;
    else status.textContent = "No error has all these words. Try fewer of them.";
  };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      narrow();
    } else if (event.key === "Enter" && input.value.trim()) {
      rows.find((row) => !row.element.hidden)?.link.focus();
    }
  });
}
