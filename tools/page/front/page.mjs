// Runs the cells of this page in place: loads Python into a worker, gives each cell its buttons, shows what they say.
// Loaded when 'Run this page' is pressed, and not before.
import { button, Cell } from "./cell.mjs";
import { element } from "./outputs.mjs";
import { Widgets } from "./widgets.mjs";

const HERE = new URL(".", import.meta.url);
const MEGABYTE = 1_000_000;
// A cell that is at work longer than this may be in a loop; only a new worker ends one.
const LONG = 15_000;

// What went wrong, why, and what to do next.
const SENTENCES = {
  old:
    "This browser cannot run the page: it does not have WebAssembly or module workers. " +
    "Use a current Firefox, Chrome, Edge or Safari.",
  unreachable:
    "Python could not be loaded: the site did not answer. Check your connection, then press the button again.",
  updated:
    "Python could not be loaded: this site was updated after you opened the page. Reload the page, then try again.",
  memory:
    "Python could not be started: there is not enough memory (it needs about 400 MB). " +
    "Close other tabs or programs, then press the button again.",
  broken: "Python could not be started in this browser. Reload the page and try again. The browser says: ",
  tabs:
    "This browser does not let the page talk to a second tab, so sign-in pages cannot open. " +
    "Allow cookies and site data for this site, then reload the page.",
  blocked:
    "Your browser blocked the new tab. Allow pop-ups for this site, or open the link from its context menu.",
  gone: "The page's Python has stopped. Press 'Start over' to start it again.",
};

const isOld = () =>
  typeof WebAssembly !== "object" || typeof TransformStream !== "function" || typeof Worker !== "function";

const lacksMemory = (words) => /memory|allocat|RangeError|too large/i.test(words);

class Page {
  constructor(place, parts) {
    this.place = place;
    this.parts = parts;
    this.startButton = place.querySelector("button");
    this.status = place.querySelector("[role=status]");
    this.bar = element("progress", "awsguide-progress");
    this.bar.setAttribute("aria-label", "Loading Python");
    this.bar.max = parts.reduce((sum, part) => sum + part.size, 0);
    this.startButton.after(this.bar);
    this.runs = new Map();
    this.count = 0;
    document.addEventListener("click", (event) => this.followLink(event));
    window.addEventListener("pageshow", (event) => event.persisted && this.checkAlive());
  }

  say(words) {
    this.status.textContent = words;
  }

  /** Load Python and show the buttons; a failure is a sentence, and the page stays as it was. */
  async start() {
    if (isOld()) return this.fail("old");
    if (typeof BroadcastChannel !== "function") return this.fail("tabs");
    this.say("Loading Python …");
    this.bar.hidden = false;
    const failed = await this.newWorker();
    this.bar.hidden = true;
    if (failed) return this.fail(failed.reason, failed.words);
    this.startButton.remove();
    this.addButtons();
    this.place.dataset.state = "ready";
    await this.runUntilPanel();
    return true;
  }

  fail(reason, words = "") {
    const kind = reason === "broken" && lacksMemory(words) ? "memory" : reason;
    this.bar.hidden = true;
    this.worker?.terminate();
    this.worker = undefined;
    this.place.dataset.state = "failed";
    this.say(SENTENCES[kind] + (kind === "broken" ? words : ""));
    return false;
  }

  /** A worker of its own, with a channel that nobody else knows; resolves to what failed, if anything did. */
  newWorker() {
    const channel = `awsguide-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
    let worker;
    try {
      worker = new Worker(new URL("worker.js", HERE), { type: "module" });
    } catch (error) {
      // A browser that keeps no data for the site may refuse workers too.
      return Promise.resolve({ reason: error.name === "SecurityError" ? "tabs" : "broken", words: String(error) });
    }
    this.worker = worker;
    this.widgets = new Widgets((message) => worker.postMessage(message));
    this.queue = Promise.resolve();
    const done = new Promise((resolve) => {
      this.started = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        resolve({ reason: event.message ? "broken" : "unreachable", words: event.message ?? "" });
      };
    });
    // One after the other, because a widget must be there before it is shown.
    worker.onmessage = ({ data }) => {
      this.queue = this.queue.then(() => this.worker === worker && this.received(data)).catch(console.error);
    };
    worker.postMessage({
      do: "start",
      parts: this.parts.map((part) => part.name),
      pages: `${new URL("portal.html", HERE).href}#${channel}/`,
      channel,
      variables: {},
    });
    return done;
  }

  async received(message) {
    const { kind } = message;
    if (kind === "loading") this.progress(message.arrived);
    else if (kind === "ready") this.started(undefined);
    else if (kind === "failed") this.started(message);
    else if (kind === "comm") await this.widgets.received(message);
    else if (kind === "heard") this.widgets.heard(message.message);
    else if (kind === "ran") this.runs.get(message.run)?.(message.well);
    else if (kind === "died") this.died();
    else if (kind !== "begin" && kind !== "end") this.cellOf(message.cell)?.show(message);
  }

  progress(arrived) {
    this.bar.value = arrived;
    // In steps, for every change is read aloud.
    const step = Math.floor((4 * arrived) / this.bar.max);
    if (step === this.step) return;
    this.step = step;
    const [now, all] = [arrived, this.bar.max].map((size) => (size / MEGABYTE).toFixed(0));
    this.say(step === 4 ? "Starting Python and the practice AWS …" : `Loading Python: ${now} of ${all} MB …`);
  }

  addButtons() {
    const places = [...document.querySelectorAll(".jp-CodeCell[id], .jp-CodeCell.awsguide-demo-cell")];
    const handlers = { run: (cell) => this.runOne(cell), next: (cell) => this.runButtonAfter(cell)?.focus() };
    this.cells = places.map((place, at) => new Cell(place, at + 1, handlers));
    this.allButton = button("Run all", () => this.runAll(this.cells), "awsguide-run-all");
    this.onButton = button("Run to the next panel", () => this.runUntilPanel(), "awsguide-run-on");
    this.overButton = button("Start over", () => this.startOver(), "awsguide-start-over");
    this.place.prepend(this.onButton, this.allButton, this.overButton);
  }

  cellOf(id) {
    return this.cells?.find((cell) => cell.id === id);
  }

  runButtonAfter(cell) {
    return this.cells[this.cells.indexOf(cell) + 1]?.runButton;
  }

  /** Run one cell to its end; resolves to whether it ended without an error. */
  async run(cell) {
    if (!this.worker) return false;
    const worker = this.worker;
    const run = (this.count += 1);
    cell.begin(this.widgets);
    const slow = setTimeout(
      () => this.say(`Cell ${cell.number} is still running. If it never ends, press 'Start over'.`),
      LONG,
    );
    const ended = new Promise((resolve) => this.runs.set(run, resolve));
    worker.postMessage({ do: "run", run, cell: cell.id, source: cell.source });
    const well = await ended;
    this.runs.delete(run);
    clearTimeout(slow);
    if (this.worker === worker) cell.end();
    return well;
  }

  async runOne(cell) {
    if (cell.place.getAttribute("aria-busy")) return;
    this.say(`Cell ${cell.number} is running …`);
    const worker = this.worker;
    const well = await this.run(cell);
    if (this.worker !== worker) return;
    this.say(well ? `Cell ${cell.number} has run.` : `Cell ${cell.number} ended with an error.`);
  }

  /** Run cells in order until one ends with an error or is enough; a second press meanwhile does nothing. */
  async runAll(cells, enough = () => false) {
    const worker = this.worker;
    if (this.inOrder === worker) return false;
    this.inOrder = worker;
    try {
      return await this.runThrough(cells, enough, worker);
    } finally {
      if (this.inOrder === worker) this.inOrder = undefined;
    }
  }

  async runThrough(cells, enough, worker) {
    for (const cell of cells) {
      this.say(`Cell ${cell.number} of ${this.cells.length} is running …`);
      const well = await this.run(cell);
      if (this.worker !== worker) return false;
      if (!well) {
        this.say(`Cell ${cell.number} ended with an error, so the cells after it did not run.`);
        return false;
      }
      if (enough(cell)) return true;
    }
    this.say(`All ${this.cells.length} cells have run.`);
    return false;
  }

  /** The cells that have not run, up to the next panel: from there on it is the reader's turn. */
  async runUntilPanel() {
    const left = this.cells.slice(this.cells.findLastIndex((cell) => cell.hasRun) + 1);
    if (await this.runAll(left.length ? left : this.cells, (cell) => cell.hasPanel)) {
      this.say("Ready: use the panel, then run the cells below it one by one, or press 'Run to the next panel'.");
    }
  }

  async startOver() {
    this.say("Starting over …");
    this.worker?.terminate();
    this.worker = undefined;
    this.runs.forEach((resolve) => resolve(false));
    this.runs.clear();
    this.cells.forEach((cell) => cell.restore());
    this.step = 4;
    const failed = await this.newWorker();
    if (failed) this.fail(failed.reason, failed.words);
    else this.say("Ready: everything is as new, your edits are kept. Run the cells one by one, or press 'Run to the next panel'.");
  }

  /** Python has ended by itself: nothing more will be answered. */
  died() {
    this.runs.forEach((resolve) => resolve(false));
    this.runs.clear();
    // After what the cells that were running say of themselves.
    setTimeout(() => this.say(SENTENCES.gone));
  }

  /** A page that comes back from the browser's history may have lost its worker. */
  checkAlive() {
    const worker = this.worker;
    if (!worker) return;
    const lost = setTimeout(() => this.worker === worker && this.say(SENTENCES.gone), 5000);
    const answered = ({ data }) => {
      if (data.kind !== "heard") return;
      clearTimeout(lost);
      worker.removeEventListener("message", answered);
    };
    worker.addEventListener("message", answered);
    worker.postMessage({ do: "comm", comm: "nobody", data: {}, message: "alive" });
  }

  /** Open the sandbox's pages in a tab of their own, and say so when the browser refuses; notebooks as pages here. */
  followLink(event) {
    const other = event.target.closest?.("a.awsguide-notebook[href$='.ipynb']");
    // The stored pictures lead to pages of the site already; what a panel draws names the notebook.
    if (other) other.href = new URL(`../../notebooks/${other.getAttribute("href").slice(0, -6)}/`, HERE).href;
    const link = event.target.closest?.("a.awsguide-link");
    if (!link || !link.href.startsWith(HERE.href) || event.defaultPrevented) return;
    event.preventDefault();
    if (!window.open(link.href, "_blank")) this.say(SENTENCES.blocked);
  }
}

/** What the button does. `parts` are Python's parts with their sizes; resolves to whether the page runs. */
export async function run(place) {
  const style = element("link");
  style.rel = "stylesheet";
  style.href = new URL("page.css", HERE).href;
  document.head.append(style);
  place.page ??= new Page(place, PARTS);
  return place.page.start();
}
