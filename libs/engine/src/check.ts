/** Checks on what callers hand to an engine, in words that name the tensor. */
import {
  formatShape,
  KantorError,
  sameShape,
  type HostTensor,
  type StaticShape,
  type TensorMap,
} from '@kantor/tensor';

interface Expected {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: HostTensor['dtype'];
}

/** @throws KantorError `engine/<what>` if the tensor is missing or differs in shape or dtype. */
export function requireTensor(
  tensors: TensorMap,
  { name, shape, dtype }: Expected,
  what: 'feed' | 'state',
): HostTensor {
  const found = tensors[name];
  const expected = `Expected the ${what} '${name}' as ${dtype} ${formatShape(shape)}`;
  if (!found) throw new KantorError(`engine/${what}`, `${expected}, but it is missing.`);
  if (!sameShape(found.shape, shape) || found.dtype !== dtype) {
    throw new KantorError(`engine/${what}`, `${expected}, got ${found.dtype} ${formatShape(found.shape)}.`);
  }
  return found;
}
