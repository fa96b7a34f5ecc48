/** Copies of tensors, into arrays of their own. */
import { allocate, type HostTensor } from '@kantor/tensor';

/** Writes the elements of `source` over those of `target`, which has the same shape and dtype. */
export function overwrite(target: HostTensor, source: HostTensor): void {
  (target.data as Uint8Array).set(source.data as Uint8Array);
}

/** A copy with a buffer of its own; `slice` would be none for a Buffer of Node. */
export function copyTensor(source: HostTensor): HostTensor {
  const copy = { ...source, data: allocate(source.dtype, source.data.length) };
  overwrite(copy, source);
  return copy;
}
