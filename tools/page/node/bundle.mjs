// Bundles the scripts and styles of a page: node bundle.mjs FOLDER
// The folder holds the parts of Python already; their names and sizes go into the program.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const [folder] = process.argv.slice(2);
const front = fileURLToPath(new URL("../front/", import.meta.url));
const parts = ["wasm.bin", "library.bin", "packages.bin", "python.bin"];
const { info } = JSON.parse(readFileSync(new URL(import.meta.resolve("pyodide/pyodide-lock.json")), "utf-8"));
await build({
  entryPoints: ["page.mjs", "worker.mjs", "page.css"].map((name) => join(front, name)),
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  external: ["node:*"],
  logLevel: "warning",
  define: {
    INFO: JSON.stringify(info),
    PARTS: JSON.stringify(parts.map((name) => ({ name, size: statSync(join(folder, name)).size }))),
  },
});
const smaller = async (name) => {
  const source = readFileSync(join(front, name), "utf-8");
  return (await transform(source, { minify: true, target: "es2022" })).code.trim();
};
const portal = readFileSync(join(front, "portal.html"), "utf-8");
const portalScript = await smaller("portal.js");
writeFileSync(join(folder, "portal.html"), portal.replace("/* PORTAL */", () => portalScript));
writeFileSync(join(folder, "button.js"), await smaller("button.mjs"));
