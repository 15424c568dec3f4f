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
  const pieces = [];
  let size = 0;
  const kept = new WritableStream({
    write(piece) {
      arrived(piece.byteLength);
      pieces.push(piece);
      size += piece.byteLength;
    },
  });
  await answer.body.pipeTo(kept);
  const packed = new Uint8Array(size);
  for (const piece of pieces.reverse()) packed.set(piece, (size -= piece.byteLength));
  const unpacked = decompress(packed);
  free(packed);
  return unpacked;
}

/**
 * Give back the memory of bytes that nobody reads any more, without waiting for the collector. It works for bytes that
 * a script made: what a response, a blob or a stream has had in its hands stays until the browser looks for it.
 */
export function free({ buffer }) {
  buffer.transfer?.(0);
}
