/** Tensors and bytes as plain data, for the way between a test in Node and its page. */
import { viewAs, type HostTensor, type StaticShape, type TensorMap } from '@kantor/tensor';

export interface PlainTensor {
  readonly dtype: HostTensor['dtype'];
  readonly shape: StaticShape;
  readonly base64: string;
}
export type PlainTensors = Readonly<Record<string, PlainTensor>>;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  // As many as a function takes arguments.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

export const plain = (tensors: TensorMap): PlainTensors =>
  mapValues(tensors, ({ dtype, shape, data }) => {
    return { dtype, shape, base64: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
  });

export const tensorsOf = (tensors: PlainTensors): TensorMap =>
  mapValues(tensors, ({ dtype, shape, base64 }) => {
    return { dtype, shape, data: viewAs(dtype, fromBase64(base64)) };
  });
