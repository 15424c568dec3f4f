// The worker of one page: Python, the practice AWS and the cells, away from what the reader sees.
// Once it has started, nothing leaves it but messages to its own page and to the tab it opens.
import { loadPyodide } from "pyodide";
import { free, part, PartError } from "./parts.mjs";
import { start } from "./start.mjs";

const tell = (message) => self.postMessage(message);

class NoChannel extends Error {}

function opened(name) {
  try {
    return new BroadcastChannel(name);
  } catch (error) {
    throw new NoChannel(String(error));
  }
}

// The unpacker's array begins with a few bytes of its own.
function exact(bytes) {
  const copy = bytes.slice();
  free(bytes);
  return copy;
}

async function begin({ parts, pages, channel: name, variables }) {
  // The tab with the sandbox's pages asks on a channel that only the page which opened it knows.
  const channel = opened(name);
  let arrived = 0;
  const counted = (size) => tell({ kind: "loading", arrived: (arrived += size) });
  const asked = parts.map((name) => part(new URL(name, self.location.href), counted));
  // Python starts while its packages are still on their way; whoever waits for a part hears of its failure.
  asked.forEach((one) => one.catch(() => {}));
  const [wasm, library, packages, program] = asked;
  const script = URL.createObjectURL(new Blob([await program], { type: "text/javascript" }));
  const { default: createPyodideModule } = await import(script);
  URL.revokeObjectURL(script);
  // Pyodide asks for these by name and copies what it keeps. They stay out of responses and blobs, whose copies (24 MB)
  // would wait for a collector that often comes late.
  const given = { "pyodide.asm.wasm": exact(await wasm), "library.zip": exact(await library) };
  self.fetch = async (address) => {
    const { buffer } = given[String(address).split("/").at(-1)];
    return { ok: true, arrayBuffer: async () => buffer };
  };
  WebAssembly.instantiateStreaming = async (answer, imports) =>
    WebAssembly.instantiate(await (await answer).arrayBuffer(), imports);
  const { kernel } = await start({
    loadPyodide,
    settings: {
      createPyodideModule,
      indexURL: new URL(".", self.location.href).href,
      lockFileContents: { info: INFO, packages: {} },
      stdLibURL: "library.zip",
    },
    packages,
    tell: (text) => tell(JSON.parse(text)),
    pages,
    variables,
  });
  Object.values(given).forEach(free);
  shut();
  channel.onmessage = ({ data: { asked, address, fields } }) => {
    if (asked === undefined) return;
    const page = JSON.parse(kernel.page(JSON.stringify({ address, fields: fields ?? null })));
    channel.postMessage({ answered: asked, ...page });
  };
  return kernel;
}

// The cells of a page have a practice AWS in it, and no business outside: whatever would ask another host says so.
function shut() {
  const refuse = () => {
    throw new Error("A cell in this page sends nothing anywhere: the practice AWS is inside the page.");
  };
  for (const name of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "importScripts", "Worker"]) {
    Object.defineProperty(self, name, { value: refuse, writable: false, configurable: false });
  }
}

async function act(kernel, message) {
  if (message.do === "run") {
    const well = await kernel.run(message.cell, message.source);
    tell({ kind: "ran", run: message.run, well });
  } else if (message.do === "comm") {
    kernel.comm(message.comm, JSON.stringify(message.data));
    tell({ kind: "heard", message: message.message });
  }
}

function reasonOf(error) {
  if (error instanceof PartError) return error.missing ? "updated" : "unreachable";
  return error instanceof NoChannel ? "tabs" : "broken";
}

function failed(error) {
  tell({
    kind: "failed",
    reason: reasonOf(error),
    // Pyodide's own messages can quote a line of a megabyte.
    words: String(error?.message ?? error).trim().split("\n").at(-1).slice(0, 300),
  });
}

// What a cell does wrong it says itself. Python's own end ('os._exit', no stack left) arrives as an error of the worker.
let over = false;
function ended(error) {
  over ||= Boolean(error?.pyodide_fatal_error);
  if (over) tell({ kind: "died" });
  else console.error(error);
}
self.addEventListener("error", (event) => ended(event.error));
self.addEventListener("unhandledrejection", (event) => ended(event.reason));

// The first message starts Python; what comes after it waits until Python is there.
let kernel;
self.onmessage = ({ data }) => {
  if (kernel) kernel.then((started) => act(started, data).catch(ended), () => {});
  else {
    kernel = begin(data);
    kernel.then(() => tell({ kind: "ready" }), failed);
  }
};
