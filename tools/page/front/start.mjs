// Starts a page's Python: Pyodide, the packages of the page, and in it the kernel that runs cells.
// The same code runs in the page's worker and, for the tests, in Node.

const FOLDER = "/packages";

// The archive is a list of names and sizes, then the files; each file in Python's memory is a piece of it, not a copy.
function unpack({ FS }, archive) {
  const start = 4 + new DataView(archive.buffer, archive.byteOffset).getUint32(0, true);
  const folders = new Set();
  let at = start;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(archive.subarray(4, start)))) {
    const path = `${FOLDER}/${name}`;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) FS.mkdirTree(folder);
    folders.add(folder);
    FS.writeFile(path, archive.subarray(at, (at += size)), { canOwn: true });
  }
}

/**
 * A kernel that is ready for cells. `tell` gets each message as JSON text; `pages` is the address of the page that
 * asks for the sandbox's pages; `variables` join the kernel's environment.
 */
export async function start({ loadPyodide, settings, packages, tell, pages, variables = {} }) {
  const pyodide = await loadPyodide({
    env: { HOME: "/home/reader", PYTHONDONTWRITEBYTECODE: "1" },
    packageBaseUrl: "/nowhere/",
    ...settings,
  });
  unpack(pyodide, await packages);
  pyodide.runPython(`import sys; sys.path.insert(0, "${FOLDER}")`);
  const module = pyodide.pyimport("page_kernel.kernel");
  const kernel = module.Kernel(tell, pages, pyodide.toPy(variables));
  module.destroy();
  return { kernel, pyodide };
}
