/** Refuses JSON that would cost more to hold than it cost to send, before anything is built of it. */
import { fault } from '../faults.js';

/** Deeper than any tensor; each level costs memory that a single byte pays for. */
const deepest = 64;

const quotation = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** The index after the string that begins at `start`; the length if it never ends. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quotation) at += bytes[at] === backslash ? 2 : 1;
  return at + 1;
}

/** Counts brackets. @throws KantorError `server/json` */
export function requireShallow(bytes: Uint8Array): void {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quotation) at = skipString(bytes, at) - 1;
    else if (byte < 0x5b)
      continue; // digits, commas and spaces: nearly all there is
    else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    if (depth > deepest) {
      throw fault('server/json', `The JSON is nested more than ${deepest} deep; a tensor needs far less.`);
    }
  }
}
