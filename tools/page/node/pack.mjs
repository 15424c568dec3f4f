// Compiles and packs what a page's Python reads: node pack.mjs PACKAGES.zip FOLDER
// Writes library.bin (gzip), packages.bin (zstd), wasm.bin and program.bin (gzip) into the folder.
// The parts are compressed here, so that a host which compresses nothing sends no more than one that does.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";

const [packages, folder] = process.argv.slice(2);
const core = join(dirname(fileURLToPath(import.meta.url)), "..", "node_modules", "pyodide");
const read = (path) => new Uint8Array(readFileSync(path));
const small = (content) => gzipSync(content, { level: 9 });
try {
  const pyodide = await loadPyodide();
  pyodide.FS.mkdir("/in");
  pyodide.FS.writeFile("/in/library.zip", read(join(core, "python_stdlib.zip")));
  pyodide.FS.writeFile("/in/packages.zip", read(packages));
  pyodide.runPython(readFileSync(new URL("pack.py", import.meta.url), "utf-8"));
  writeFileSync(join(folder, "library.bin"), small(pyodide.FS.readFile("/out/library.zip")));
  writeFileSync(join(folder, "packages.bin"), pyodide.FS.readFile("/out/packages.tar.zst"));
  writeFileSync(join(folder, "wasm.bin"), small(read(join(core, "pyodide.asm.wasm"))));
  writeFileSync(join(folder, "python.bin"), small(read(join(core, "pyodide.asm.mjs"))));
  process.exit(0);
} catch (error) {
  // The message alone: the stack quotes a line of a megabyte.
  console.error(error.message);
  process.exit(1);
}
