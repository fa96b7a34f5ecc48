/**
 * Reads the bytes of a safetensors file (github.com/huggingface/safetensors, "Format"), which may come from anyone:
 * every length, offset and name is checked before it is used.
 */
import { bytesPerElement, KantorError, viewAs, type DType, type HostTensor } from '@kantor/tensor';
import { duplicateKey } from './duplicate-key.js';
import { dtypeByName, reservedNames } from './safetensors-dtype.js';

export interface Safetensors {
  /** Their data are views of the file's bytes where these are aligned, as in files of {@link encodeSafetensors}. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As in the reference reader: a longer header is an attempt to exhaust memory. */
const MAX_HEADER = 100_000_000;

/**
 * @throws KantorError `checkpoint/safetensors` for anything but a whole, well-formed file with F32, F16, I32, I64, U8
 * and BOOL tensors that cover its data without gap or overlap.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const headerLength = readHeaderLength(bytes);
  const { __metadata__: metadata, ...entries } = parseHeader(bytes.subarray(8, 8 + headerLength));
  const data = bytes.subarray(8 + headerLength);
  const places = Object.entries(entries).map(([name, entry]) => readPlace(name, entry));
  requireCovered(places, data.length);
  const tensors = places.map(({ name, dtype, shape, begin, end }): [string, HostTensor] => {
    const part = data.subarray(begin, end);
    if (dtype === 'bool' && part.some((byte) => byte > 1)) fail(`'${name}' is BOOL but has bytes above 1`);
    return [name, { dtype, shape, data: viewAs(dtype, part) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata: readMetadata(metadata) };
}

function fail(what: string, cause?: unknown): never {
  throw new KantorError(
    'checkpoint/safetensors',
    `This is no valid safetensors file: ${what}. It was cut short, altered, or made by something else.`,
    { cause },
  );
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, and the length of its header alone takes 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER) fail(`its header claims ${length} bytes, and ${MAX_HEADER} are the most`);
  if (length > bytes.length - 8) fail(`its header claims ${length} bytes, but ${bytes.length - 8} follow`);
  return length;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) fail("its header does not begin with '{'");
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    return fail('its header is no JSON in UTF-8', cause);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`its header has the key '${twice}' twice`);
  return header as Record<string, unknown>; // it begins with '{'
}

/** Where a tensor's bytes lie, counted from the end of the header. */
interface Place {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readPlace(name: string, entry: unknown): Place {
  if (reservedNames.includes(name)) fail(`no tensor can be named '${name}'`);
  if (!isRecord(entry)) fail(`the entry '${name}' is no object`);
  const dtype = typeof entry.dtype === 'string' ? dtypeByName.get(entry.dtype) : undefined;
  if (dtype === undefined) {
    fail(
      `'${name}' has the dtype ${JSON.stringify(entry.dtype)}; known are ${[...dtypeByName.keys()].join(', ')}`,
    );
  }
  const { shape, data_offsets: offsets } = entry;
  if (!isSizes(shape)) fail(`the shape of '${name}' is ${JSON.stringify(shape)}, not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    fail(`the data offsets of '${name}' are ${JSON.stringify(offsets)}, not a begin and an end`);
  }
  const [begin, end] = offsets;
  const expected = shape.reduce((product, size) => product * size, bytesPerElement(dtype));
  if (end - begin !== expected) {
    fail(
      `'${name}', ${dtype} [${shape.join(', ')}], takes ${expected} bytes, but its offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The tensors' places must follow one another from the first byte of the data to the last. */
function requireCovered(places: readonly Place[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < at)
      fail(`'${name}' begins at byte ${begin}, inside the tensor before it, which ends at ${at}`);
    if (begin > at) fail(`bytes ${at} to ${begin}, before '${name}', belong to no tensor`);
    at = end;
  }
  if (at > length) fail(`its tensors take ${at} bytes, but ${length} follow the header`);
  if (at < length) fail(`${length - at} bytes at its end belong to no tensor`);
}

function readMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    fail("its '__metadata__' is not a map of texts");
  }
  return metadata as Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
