// Runs a Python program in Pyodide: node run.mjs BUNDLE.zip PROGRAM.py
// What the program prints goes to standard output. A request to anywhere ends the run: the core needs none.
import { readFileSync } from "node:fs";
import { loadPyodide } from "../../tools/page/node_modules/pyodide/pyodide.mjs";

globalThis.fetch = (address) => {
  console.error(`a request left this process: ${address}`);
  process.exit(3);
};
const [bundle, program] = process.argv.slice(2);
const pyodide = await loadPyodide({ env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" } });
pyodide.unpackArchive(new Uint8Array(readFileSync(bundle)), "zip", { extractDir: "/bundle" });
pyodide.runPython("import sys; sys.path[:0] = ['/bundle/checkout', '/bundle/site']");
let code = 0;
try {
  await pyodide.runPythonAsync(readFileSync(program, "utf-8"), { filename: program });
} catch (error) {
  // The message alone: the stack quotes a line of a megabyte.
  console.error(error.message);
  code = 1;
}
// Pyodide leaves handles open, which would keep Node waiting.
process.exit(code);
