// The parts of a page's Python: fetched with a count of the bytes, and unpacked. Each is compressed when it is built.

import { decompress } from "fzstd";

/** Thrown when a part does not arrive: `missing` when the site has other parts by now. */
export class PartError extends Error {
  constructor(message, missing) {
    super(message);
    this.missing = missing;
  }
}

/** The bytes of a part, unpacked; each piece that arrives is told to `arrived` as its number of bytes. */
export async function part(address, arrived) {
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
  const packed = await new Response(answer.body.pipeThrough(counted)).arrayBuffer();
  return decompress(new Uint8Array(packed));
}
