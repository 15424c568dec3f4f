// Starts a page's Python: Pyodide, the packages of the page, and in it the kernel that runs cells.
// The same code runs in the page's worker and, for the tests, in Node.

const UNPACK = `
import io, os, sys, tarfile

def unpack(content, folder):
    """Unpack an archive of files into a folder that is not there yet."""
    made = set()
    with tarfile.open(fileobj=io.BytesIO(content.to_bytes())) as archive:
        for member in archive:
            path = f"{folder}/{member.name}"
            parent = os.path.dirname(path)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            with open(path, "wb") as file:
                file.write(archive.extractfile(member).read())
    sys.path.insert(0, folder)

unpack
`;

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
  const unpack = pyodide.runPython(UNPACK);
  unpack(await packages, "/packages");
  unpack.destroy();
  const module = pyodide.pyimport("page_kernel.kernel");
  const kernel = module.Kernel(tell, pages, pyodide.toPy(variables));
  module.destroy();
  return { kernel, pyodide };
}
