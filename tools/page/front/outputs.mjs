// What a cell shows: text, HTML, widgets and errors, in the elements that the site's pages have for stored results.

const WIDGET = "application/vnd.jupyter.widget-view+json";
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

function element(tag, classes = "", text = "") {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  return made;
}

/** Text whose addresses can be followed, as JupyterLab shows it. */
function withLinks(text) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.append(text.slice(at, found.index));
    const link = element("a", "awsguide-link", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    parts.append(link);
    at = found.index + found[0].length;
  }
  parts.append(text.slice(at));
  return parts;
}

/** The results of one cell. */
export class Outputs {
  constructor(place, widgets) {
    this.place = place;
    this.widgets = widgets;
    this.clearNext = false;
    this.takeAway = [];
    this.hasPanel = false;
  }

  empty() {
    this.takeAway.splice(0).forEach((away) => away());
    this.place.replaceChildren();
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.last = undefined;
    this.clearNext = false;
  }

  show(message) {
    const { kind } = message;
    if (kind === "clear") {
      if (message.wait) this.clearNext = true;
      else this.empty();
      return;
    }
    if (this.clearNext) this.empty();
    if (kind !== "stream") this.draw();
    if (kind === "stream") this.stream(message);
    else if (kind === "error") this.error(message);
    else this.value(message.data);
  }

  add(child, type) {
    const frame = element("div", "jp-OutputArea-child");
    child.classList.add("jp-OutputArea-output");
    child.dataset.mimeType = type;
    frame.append(child);
    this.place.append(frame);
    return child;
  }

  stream({ name, text }) {
    if (this.last?.name !== name) {
      this.draw();
      const output = this.add(element("div", "jp-RenderedText"), `application/vnd.jupyter.${name}`);
      const pre = element("pre");
      output.append(pre);
      this.last = { name, pre, text: "" };
    }
    this.last.text += text;
    // A loop may print a thousand lines in a moment.
    this.waiting ??= setTimeout(() => this.draw(), 50);
  }

  /** Show the text that has arrived. */
  draw() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.last?.pre.replaceChildren(withLinks(this.last.text));
  }

  error({ text }) {
    this.last = undefined;
    const output = this.add(element("div", "jp-RenderedText"), "application/vnd.jupyter.error");
    output.append(element("pre", "", text));
  }

  value(data) {
    this.last = undefined;
    if (data[WIDGET]) {
      this.hasPanel = true;
      const place = this.add(element("div", "awsguide-widgets"), WIDGET);
      this.widgets
        .show(data[WIDGET].model_id, place)
        .then((away) => this.takeAway.push(away))
        .catch((error) => place.append(element("pre", "", String(error.message ?? error))));
    } else if (data["text/html"]) {
      const output = this.add(element("div", "jp-RenderedHTMLCommon jp-RenderedHTML"), "text/html");
      output.innerHTML = data["text/html"];
    } else {
      const output = this.add(element("div", "jp-RenderedText"), "text/plain");
      const pre = element("pre");
      pre.append(withLinks(String(data["text/plain"] ?? "")));
      output.append(pre);
    }
  }
}

export { element };
