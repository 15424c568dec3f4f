// The tab in which the sandbox's pages open: asks the notebook's tab for each page, over a channel between the two.
// Nothing that is typed here leaves the browser.
(() => {
  const WAIT = 4000;
  const [, name, start] = /^#([^/]+)\/(.*)$/.exec(location.hash) ?? [];
  const say = (words) => {
    document.querySelector("[role=status]").textContent = words;
  };
  if (!name) {
    say("This page opens from a link in a notebook. Go back to the notebook and follow its link.");
    return;
  }
  let channel;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    say("This browser does not let two tabs of this site talk to each other. Allow cookies and site data for this site.");
    return;
  }
  // Two tabs may ask on one channel.
  const tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
  let count = 0;
  let address = "";

  function ask(wanted, fields, remember) {
    const asked = `${tab} ${(count += 1)}`;
    const late = setTimeout(
      () =>
        note(
          "The notebook's tab does not answer. It was closed or started over, or one of its cells is busy: " +
            "look there, then follow its newest link.",
        ),
      WAIT,
    );
    const answered = ({ data }) => {
      if (data.answered !== asked) return;
      clearTimeout(late);
      channel.removeEventListener("message", answered);
      address = data.address;
      if (remember) history.pushState(null, "", here());
      else history.replaceState(null, "", here());
      draw(data.html);
    };
    channel.addEventListener("message", answered);
    channel.postMessage({ asked, address: wanted, fields });
  }

  const here = () => `#${name}/${encodeURIComponent(address)}`;
  const isOurs = (url) => url.hostname === "sandbox.invalid" || url.hostname === "127.0.0.1";

  function note(words) {
    const place = document.querySelector("[role=status]") ?? document.body.appendChild(document.createElement("p"));
    place.setAttribute("role", "status");
    place.textContent = words;
  }

  // The page as the sandbox made it, and one line that says where it came from.
  function draw(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("meta[http-equiv], base").forEach((element) => element.remove());
    document.title = page.title;
    document.head.querySelectorAll("style").forEach((style) => style.remove());
    document.head.append(...page.head.querySelectorAll("style"));
    document.body.replaceWith(document.adoptNode(page.body));
    const where = document.createElement("footer");
    where.style = "margin-top:3rem;font-size:0.85rem;opacity:0.8";
    where.textContent = "Your browser made this page: the practice AWS runs in the notebook's tab, and nothing was sent anywhere.";
    (document.querySelector("main") ?? document.body).append(where);
    // What arrives as text does not run by itself.
    document.body.querySelectorAll("script").forEach((old) => {
      const script = document.createElement("script");
      script.textContent = old.textContent;
      old.replaceWith(script);
    });
    scrollTo(0, 0);
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const target = new URL(form.getAttribute("action") ?? "", address);
    const fields = [...new FormData(form, event.submitter)].map(([key, value]) => [key, String(value)]);
    if (form.method === "post") ask(target.href, fields, true);
    else {
      target.search = new URLSearchParams(fields).toString();
      ask(target.href, null, true);
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    const target = new URL(href, address);
    if (href.startsWith("#") || !isOurs(target)) return;
    event.preventDefault();
    ask(target.href, null, true);
  });
  addEventListener("popstate", () => {
    const found = /^#[^/]+\/(.*)$/.exec(location.hash);
    if (found) ask(decodeURIComponent(found[1]), null, false);
  });
  ask(decodeURIComponent(start), null, false);
})();
