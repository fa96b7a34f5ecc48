/** Writes tensors as the bytes of a safetensors file (github.com/huggingface/safetensors, "Format"). */
import { bytesPerElement, KantorError, tensor, type HostTensor } from '@kantor/tensor';
import { reservedNames, safetensorsName } from './safetensors-dtype.js';

/** The data begins at a multiple of this many bytes, so that a reader need not copy it. */
const ALIGNMENT = 8;

/**
 * The file's bytes: the same tensors and metadata give the same bytes, in whatever order they come. Tensors with larger
 * elements stand first and then go by name, so that each one is aligned.
 * @throws KantorError `checkpoint/tensor-name` for a name that the format keeps for itself.
 * @throws KantorError `tensor/size` if a tensor's data has not the size of its shape.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) =>
      bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || compareNames(nameA, nameB),
  );
  const header: [string, unknown][] = [];
  if (metadata) header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(byName))]);
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    requireName(name);
    tensor(dtype, shape, data);
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: safetensorsName[dtype], shape, data_offsets: [begin, end] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(text, 8);
  file.fill(0x20, 8 + text.length, 8 + headerLength); // spaces
  let at = 8 + headerLength;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

function requireName(name: string): void {
  if (!reservedNames.includes(name)) return;
  throw new KantorError(
    'checkpoint/tensor-name',
    `A tensor in a safetensors file cannot be named '${name}'; give it another name.`,
  );
}

/** By UTF-16 code units, which is the same on every machine and in every language. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareNames(a, b);
}
