/** Protobuf's wire format, read field by field in place: nothing is built of a message but what its reader keeps. */
import { fault } from '../faults.js';

/** Wire types: a varint, eight bytes, bytes with their length before them, four bytes. Groups are of the past. */
export const wire = { varint: 0, eight: 1, bytes: 2, four: 5 } as const;

/** A 64-bit number as two unsigned halves, and where it ended. */
export interface Varint {
  low: number;
  high: number;
  end: number;
}

/** @param value a view of the field's bytes: of the varint itself, or of what follows the length. */
export type FieldReader = (field: number, type: number, value: Buffer) => void;

function broken(what: string): Error {
  return fault('server/request', `The message is no ModelInferRequest: ${what}.`);
}

/** Reads into `into`, so that a list of numbers makes no objects. */
export function readVarint(bytes: Buffer, start: number, into: Varint): void {
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) throw broken('it ends within a number');
    const bits = byte & 0x7f;
    const shift = 7 * index;
    if (shift < 32) low |= bits << shift;
    if (shift > 28) high |= bits << (shift - 32);
    else if (shift === 28) high |= bits >>> 4;
    if (byte < 0x80) {
      into.low = low >>> 0;
      into.high = high >>> 0;
      into.end = start + index + 1;
      return;
    }
  }
  throw broken('a number has more than ten bytes');
}

/** Signed; not exact beyond 2^53, which no caller takes. */
export function toNumber({ low, high }: Varint): number {
  return (high | 0) * 2 ** 32 + low;
}

function endOf(bytes: Buffer, type: number, start: number, varint: Varint): number {
  switch (type) {
    case wire.varint:
      readVarint(bytes, start, varint);
      return varint.end;
    case wire.eight:
      return start + 8;
    case wire.four:
      return start + 4;
    default:
      throw broken(`it has a field of wire type ${type}`);
  }
}

/** @throws KantorError `server/request` if the bytes are no message */
export function readFields(bytes: Buffer, read: FieldReader): void {
  const varint: Varint = { low: 0, high: 0, end: 0 };
  let at = 0;
  while (at < bytes.length) {
    readVarint(bytes, at, varint);
    const [field, type] = [varint.low >>> 3, varint.low & 7];
    let start = varint.end;
    let end: number;
    if (type === wire.bytes) {
      readVarint(bytes, start, varint);
      start = varint.end;
      end = start + varint.high * 2 ** 32 + varint.low;
    } else {
      end = endOf(bytes, type, start, varint);
    }
    if (end > bytes.length) throw broken('it ends within a field');
    read(field, type, bytes.subarray(start, end));
    at = end;
  }
}
