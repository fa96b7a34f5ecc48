/** States on the device: one tensor each, in its layout, and what was made of it for kernels until it changes. */
import { allocate, KantorError, type DType, type HostTensor, type StaticShape } from '@kantor/tensor';
import { forEachElement, type Layout } from './layout.js';
import type { TfData, TfDType, Tfjs, TfTensor } from './namespace.js';

export interface SlotPort {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
  readonly layout: Layout;
  /** The shape of the device's tensor. */
  readonly deviceShape: StaticShape;
}

/** Owns its tensors; who replaces or drops the state disposes them with it. */
export interface Slot extends SlotPort {
  tensor: TfTensor;
  /** Other forms of the tensor, such as a filter turned for a kernel, by what was done. */
  readonly prepared: Map<string, TfTensor>;
}

/** @throws KantorError `engine/unsupported` */
export function requireDType(dtype: DType, what: string): TfDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new KantorError(
    'engine/unsupported',
    `${what} is ${dtype}, but TensorFlow.js has float32, int32 and bool only.`,
  );
}

/** A copy of a tensor's elements in the order of a layout. */
export function inLayout({ dtype, data }: HostTensor, layout: Layout): TfData {
  const result = allocate(dtype, data.length) as TfData;
  if (layout.length <= 1) result.set(data as TfData);
  else forEachElement(layout, (place, rowMajor) => void (result[place] = Number(data[rowMajor])));
  return result;
}

/** Puts a copy of a tensor on the device. The caller disposes it. */
export function upload(
  tf: Tfjs,
  tensor: HostTensor,
  { layout, deviceShape }: Pick<SlotPort, 'layout' | 'deviceShape'>,
): TfTensor {
  const dtype = requireDType(tensor.dtype, 'A tensor');
  return tf.tensor(inLayout(tensor, layout), [...deviceShape], dtype);
}

/** A copy of a tensor on the device, row-major. */
export async function download(
  tensor: TfTensor,
  { shape, dtype, layout }: Pick<SlotPort, 'shape' | 'dtype' | 'layout'>,
): Promise<HostTensor> {
  const found = (await tensor.data()) as TfData;
  const data = allocate(dtype, found.length) as TfData;
  if (layout.length <= 1) data.set(found);
  else forEachElement(layout, (place, rowMajor) => void (data[rowMajor] = found[place]));
  return { dtype, shape, data };
}

/** Makes `tensor`, which the slot owns from now on, its value. */
export function replace(slot: Slot, tensor: TfTensor): void {
  drop(slot);
  slot.tensor = tensor;
}

export function drop({ tensor, prepared }: Slot): void {
  tensor.dispose();
  for (const form of prepared.values()) form.dispose();
  prepared.clear();
}
