/** Tensors as plain data, for the way between a test in Node and its page; NaN and −0 pass. */
import { viewAs, type HostTensor, type StaticShape, type TensorMap } from '@kantor/tensor';

export interface PlainTensor {
  readonly dtype: HostTensor['dtype'];
  readonly shape: StaticShape;
  /** One character a byte. */
  readonly bytes: string;
}
export type PlainTensors = Readonly<Record<string, PlainTensor>>;

function toPlain({ dtype, shape, data }: HostTensor): PlainTensor {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { dtype, shape, bytes: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') };
}

function fromPlain({ dtype, shape, bytes }: PlainTensor): HostTensor {
  const array = Uint8Array.from(bytes, (char) => char.charCodeAt(0));
  return { dtype, shape, data: viewAs(dtype, array) };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

export const plain = (tensors: TensorMap): PlainTensors => mapValues(tensors, toPlain);
export const tensorsOf = (tensors: PlainTensors): TensorMap => mapValues(tensors, fromPlain);
