/** Checks on what callers hand to an engine, in words that name the tensor. */
import {
  formatShape,
  KantorError,
  sameShape,
  sizeOf,
  type HostTensor,
  type StaticShape,
  type TensorMap,
} from '@kantor/tensor';

interface Expected {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: HostTensor['dtype'];
}

/** @throws KantorError `engine/<what>` if the tensor is missing or differs in shape, dtype or size. */
export function requireTensor(
  tensors: TensorMap,
  { name, shape, dtype }: Expected,
  what: 'feed' | 'state',
): HostTensor {
  const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  const expected = `Expected the ${what} '${name}' as ${dtype} ${formatShape(shape)}`;
  if (!found) throw new KantorError(`engine/${what}`, `${expected}, but it is missing.`);
  if (!sameShape(found.shape, shape) || found.dtype !== dtype) {
    throw new KantorError(`engine/${what}`, `${expected}, got ${found.dtype} ${formatShape(found.shape)}.`);
  }
  if (found.data.length !== sizeOf(shape)) {
    throw new KantorError(
      `engine/${what}`,
      `${expected}, which has ${sizeOf(shape)} elements, but its data has ${found.data.length}.`,
    );
  }
  return found;
}
