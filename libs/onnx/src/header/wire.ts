/**
 * Walks the fields of protobuf messages without decoding what nobody asked for. It trusts no length and no number in
 * the file: everything is held against the bytes that are there.
 *
 * Source: "Encoding" of the Protocol Buffers documentation: tags, varints, lengths.
 */
import { KantorError } from '@kantor/tensor';

/** Where a message lies in the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is done with one field; wire 0 is a number, wire 2 text or a message. */
interface Handler {
  readonly wire: 0 | 2;
  take(bytes: Uint8Array, span: Span): void;
}
/** By field number; fields without a handler are passed over. */
export type Handlers = Readonly<Record<number, Handler>>;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function text(take: (value: string) => void): Handler {
  return { wire: 2, take: (bytes, { start, end }) => take(decoder.decode(bytes.subarray(start, end))) };
}

export function message(take: (span: Span) => void): Handler {
  return { wire: 2, take: (_bytes, span) => take(span) };
}

/** A signed number of 64 bits, rounded to a double past 2^53. */
export function integer(take: (value: number) => void): Handler {
  return { wire: 0, take: (bytes, span) => take(Number(BigInt.asIntN(64, bigVarint(bytes, span)))) };
}

function bigVarint(bytes: Uint8Array, { start, end }: Span): bigint {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) value = (value << 7n) | BigInt(bytes[at] & 0x7f);
  return value;
}

export function unreadable(why: string): KantorError {
  return new KantorError('onnx/unreadable', why);
}

function cutShort({ end }: Span): KantorError {
  return unreadable(
    `The model was cut short or damaged: a field goes on past byte ${end}, where its message ends. ` +
      'Export or download it again.',
  );
}

function damaged(at: number, what: string): KantorError {
  return unreadable(`The model is damaged at byte ${at}: ${what}. Export or download it again.`);
}

/** Where the varint ends that begins at `start`. */
function varintEnd(bytes: Uint8Array, start: number, within: Span): number {
  for (let at = start; at < start + 10; at++) {
    if (at >= within.end) throw cutShort(within);
    if (bytes[at] < 0x80) return at + 1;
  }
  throw damaged(start, 'a number has more than 10 bytes');
}

/** A varint as a double: exact below 2^53, and large where it is larger. */
function varint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at--) value = value * 128 + (bytes[at] & 0x7f);
  return value;
}

function requireWithin(end: number, within: Span): number {
  if (end <= within.end) return end;
  throw cutShort(within);
}

/** Where the value of a field lies that begins at `start`. */
function valueSpan(bytes: Uint8Array, wire: number, start: number, within: Span): Span {
  switch (wire) {
    case 0:
      return { start, end: varintEnd(bytes, start, within) };
    case 1:
      return { start, end: requireWithin(start + 8, within) };
    case 5:
      return { start, end: requireWithin(start + 4, within) };
    case 2: {
      const from = varintEnd(bytes, start, within);
      return { start: from, end: requireWithin(from + varint(bytes, start, from), within) };
    }
    default: // 3 and 4 are groups, which ONNX never had; 6 and 7 are nothing
      throw damaged(start - 1, `no field of an ONNX model is encoded as ${wire}`);
  }
}

/**
 * Hands each field of the message to its handler, in the order of the file.
 * @throws KantorError `onnx/unreadable` if the bytes are no protobuf message, or a field is of another kind than its
 *   handler.
 */
export function walk(bytes: Uint8Array, within: Span, handlers: Handlers): void {
  let at = within.start;
  while (at < within.end) {
    const tagEnd = varintEnd(bytes, at, within);
    const tag = varint(bytes, at, tagEnd);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (tagEnd - at > 5 || tag > 0xffffffff || field === 0) throw damaged(at, 'no field begins like this');
    const span = valueSpan(bytes, wire, tagEnd, within);
    const handler = handlers[field] as Handler | undefined;
    if (handler) {
      if (handler.wire !== wire)
        throw damaged(at, `field ${field} is encoded as ${wire}, not as ${handler.wire}`);
      handler.take(bytes, span);
    }
    at = span.end;
  }
}
