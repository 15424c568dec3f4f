// Runs the cells of notebooks in Node as a page runs them: node run_cells.mjs PARTS NOTEBOOK...
// Prints one line of JSON for each notebook: its name, the messages of each cell, and the seconds it took.
// A request to anywhere ends the run: a page needs none.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { decompress } from "fzstd";
import { loadPyodide } from "pyodide";
import { start } from "../front/start.mjs";

globalThis.fetch = (address) => {
  console.error(`a request left this process: ${address}`);
  process.exit(3);
};
const [parts, ...notebooks] = process.argv.slice(2);
const { info } = JSON.parse(readFileSync(new URL(import.meta.resolve("pyodide/pyodide-lock.json")), "utf-8"));
const folder = mkdtempSync(join(tmpdir(), "awsguide-page-"));
const library = join(folder, "library.zip");
const part = (name) => decompress(new Uint8Array(readFileSync(join(parts, name))));
writeFileSync(library, part("library.bin"));
const packages = part("packages.bin");
let code = 0;
try {
  for (const path of notebooks) {
    const begun = performance.now();
    const messages = [];
    const { kernel } = await start({
      loadPyodide,
      settings: { stdLibURL: library, lockFileContents: { info, packages: {} } },
      packages,
      tell: (text) => messages.push(JSON.parse(text)),
      pages: "https://site.invalid/portal.html#test/",
      variables: { AWSGUIDE_AUTOPILOT: "1" },
    });
    const ready = performance.now();
    const { cells } = JSON.parse(readFileSync(path, "utf-8"));
    for (const [number, cell] of cells.entries()) {
      if (cell.cell_type === "code") await kernel.run(String(number), [cell.source].flat().join(""));
    }
    const told = messages.filter(({ kind }) => kind !== "comm");
    const seconds = { start: (ready - begun) / 1000, cells: (performance.now() - ready) / 1000 };
    const line = `${JSON.stringify({ notebook: basename(path, ".ipynb"), seconds, told })}\n`;
    // A pipe takes a long line piece by piece, and the end of this process would cut it off.
    await new Promise((done) => process.stdout.write(line, done));
  }
} catch (error) {
  // The message alone: the stack quotes a line of a megabyte.
  console.error(error.message ?? String(error));
  code = 1;
} finally {
  rmSync(folder, { recursive: true });
}
// Pyodide leaves handles open, which would keep Node waiting.
process.exit(code);
