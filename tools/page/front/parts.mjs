// The parts of a page's Python: fetched with a count of the bytes, and unpacked. Each is compressed when it is built.

/** Thrown when a part does not arrive: `missing` when the site has other parts by now. */
export class PartError extends Error {
  constructor(message, missing) {
    super(message);
    this.missing = missing;
  }
}

/** The bytes of a part as they travel, each piece told to `arrived` as its number of bytes. */
export async function fetched(address, arrived) {
  let answer;
  try {
    answer = await fetch(address);
  } catch (error) {
    throw new PartError(String(error), false);
  }
  if (!answer.ok || !answer.body) throw new PartError(`${answer.status}`, answer.status === 404);
  const counted = new TransformStream({
    transform(piece, out) {
      arrived(piece.byteLength);
      out.enqueue(piece);
    },
  });
  return answer.body.pipeThrough(counted);
}

/** A stream of gzip, unpacked while it arrives. */
export const unpacked = (stream) => stream.pipeThrough(new DecompressionStream("gzip"));

export const bytes = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());
