/** Valid requests and what chance makes of them. The same seed makes the same requests. */
import type { Question } from './ask.js';

/** Whole numbers from 0 to below `most`. */
export type Chance = (most: number) => number;

/** The generator mulberry32: small, and the same everywhere. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}

export function pick<T>(chance: Chance, items: readonly T[]): T {
  return items[chance(items.length)];
}

/** Texts that have broken servers before. */
const awkward = [
  '', '0', '-1', '1e999', 'NaN', 'null', 'true', '%00', '%2e%2e%2f', '..', '/', '//', '\\', "'", '"', '{}', '[]', '%', '%zz',
  '__proto__', 'constructor', 'toString', '9007199254740993', '99999999999999999999', 'ü', '😀', '\u202e', '${x}', '{{x}}',
  'a'.repeat(300), 'a'.repeat(5000), '1,'.repeat(200), '*/*;q=0', 'text/html', 'gzip', 'chunked', 'W/"x"', '\t', '+', '&', '=', '#', '?',
]; // prettier-ignore

/** Bytes with some of them changed, cut out, doubled or put in. */
export function mutateBytes(chance: Chance, bytes: Buffer): Buffer {
  const at = chance(bytes.length + 1);
  const length = chance(8) + 1;
  switch (chance(7)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(chance, awkward)), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes, bytes]);
    case 5: {
      const copy = Buffer.from(bytes);
      for (let i = 0; i < length && copy.length > 0; i++) copy[chance(copy.length)] = chance(256);
      return copy;
    }
    default: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[Math.min(at, copy.length - 1)] ^= 1 << chance(8);
      return copy;
    }
  }
}

/** A value of JSON with one thing in it replaced, taken out or doubled. */
function mutateJson(chance: Chance, value: unknown): unknown {
  const odd = [
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    2 ** 53,
    '',
    'x'.repeat(1000),
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    pick(chance, awkward),
  ];
  if (Array.isArray(value) && value.length > 0 && chance(4) > 0) {
    const copy: unknown[] = [...(value as unknown[])];
    const at = chance(copy.length);
    const what = chance(4);
    if (what === 0) copy.splice(at, 1);
    else if (what === 1) copy.splice(at, 0, copy[at]);
    else copy[at] = mutateJson(chance, copy[at]);
    return copy;
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0 && chance(5) > 0) {
    const entries = Object.entries(value);
    const at = chance(entries.length);
    const [key, inner] = entries[at];
    const what = chance(6);
    if (what === 0) entries.splice(at, 1);
    else if (what === 1) entries[at] = [pick(chance, awkward), inner];
    else if (what === 2) entries.push([pick(chance, awkward), pick(chance, odd)]);
    else entries[at] = [key, mutateJson(chance, inner)];
    return Object.fromEntries(entries);
  }
  return pick(chance, odd);
}

export interface Valid {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Buffer;
}

const methods = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'];

const headerNames = [
  'Accept', 'Accept-Encoding', 'Content-Type', 'Content-Encoding', 'Inference-Header-Content-Length', 'If-None-Match', 'timeout',
  'Range', 'Expect', 'Origin', 'Authorization', 'X-Request-Id', 'X-Forwarded-For', 'X-Forwarded-Proto', 'Host', 'Connection',
  'Upgrade', 'traceparent', 'tracestate', 'baggage', 'Cookie', 'Content-Length', 'Transfer-Encoding', 'TE', 'Trailer',
]; // prettier-ignore

/** What Node's client lets through in an address and in a header. */
const sendable = (text: string): string => text.replace(/[^\x21-\x7e]/g, (c) => encodeURIComponent(c.isWellFormed() ? c : '?')); // prettier-ignore
const sendableHeader = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');

function mutatePath(chance: Chance, path: string): string {
  if (chance(3) > 0 && path.includes('?')) {
    const [base, query] = path.split('?');
    const fields = query.split('&');
    const at = chance(fields.length);
    const [key] = fields[at].split('=');
    fields[at] = `${key}=${encodeURIComponent(pick(chance, awkward).toWellFormed())}`;
    if (chance(3) === 0) fields.push(fields[chance(fields.length)]);
    return `${base}?${fields.join('&')}`;
  }
  const parts = path.split('/');
  const at = chance(parts.length - 1) + 1;
  parts[at] =
    chance(2) === 0 ? pick(chance, awkward) : mutateBytes(chance, Buffer.from(parts[at])).toString('latin1');
  return sendable(parts.join('/'));
}

function bodyOf(chance: Chance, { json, bytes }: Valid, changed: boolean): Buffer | undefined {
  if (bytes !== undefined) return changed ? mutateBytes(chance, bytes) : bytes;
  if (json === undefined) return changed && chance(4) === 0 ? Buffer.from(pick(chance, awkward)) : undefined;
  if (!changed) return Buffer.from(JSON.stringify(json));
  if (chance(3) === 0) return mutateBytes(chance, Buffer.from(JSON.stringify(json)));
  return Buffer.from(JSON.stringify(mutateJson(chance, json)));
}

/** A request that differs from a valid one in one to three things. */
export function mutate(
  chance: Chance,
  valid: Valid,
): Question & { readonly path: string; readonly method: string } {
  let { method, path } = valid;
  const headers: Record<string, string> = { ...valid.headers };
  let bodyChanges = false;
  for (let changes = chance(3) + 1; changes > 0; changes--) {
    switch (chance(6)) {
      case 0:
        method = pick(chance, methods);
        break;
      case 1:
      case 2:
        path = mutatePath(chance, path);
        break;
      case 3:
        headers[pick(chance, headerNames)] = sendableHeader(pick(chance, awkward));
        break;
      default:
        bodyChanges = true;
    }
  }
  const body = bodyOf(chance, valid, bodyChanges);
  return {
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}
