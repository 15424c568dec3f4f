// Compiles and packs what a page's Python reads: node pack.mjs PACKAGES.zip FOLDER
// The parts are compressed here, so that a host which compresses nothing sends no more than one that does.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const [packages, folder] = process.argv.slice(2);
const core = join(dirname(fileURLToPath(import.meta.url)), "..", "node_modules", "pyodide");
const GIVEN = {
  "library.zip": join(core, "python_stdlib.zip"),
  "packages.zip": packages,
  wasm: join(core, "pyodide.asm.wasm"),
  python: join(core, "pyodide.asm.mjs"),
};
let code = 0;
try {
  const pyodide = await loadPyodide();
  const { FS } = pyodide;
  FS.mkdir("/in");
  for (const [name, path] of Object.entries(GIVEN)) FS.writeFile(`/in/${name}`, new Uint8Array(readFileSync(path)));
  pyodide.runPython(readFileSync(new URL("pack.py", import.meta.url), "utf-8"));
  for (const name of FS.readdir("/out").filter((name) => name.endsWith(".bin"))) {
    writeFileSync(join(folder, name), FS.readFile(`/out/${name}`));
  }
} catch (error) {
  // The message alone: the stack quotes a line of a megabyte.
  console.error(error.message ?? String(error));
  code = 1;
}
// Pyodide leaves handles open, which would keep Node waiting.
process.exit(code);
