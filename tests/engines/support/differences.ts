/** How far apart two tensors are, in a measure that sums and differences near 0 do not blow up. */
import type { Value } from '@kantor/graph';
import { isFloat, sizeOf, type HostTensor, type StaticShape } from '@kantor/tensor';

export function largestOf({ data }: HostTensor): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(Number(value)));
  return largest;
}

/** The largest difference; infinite if one of two is no number and the other is, or another one. */
export function largestDifference(a: HostTensor, b: HostTensor): number {
  let largest = 0;
  for (let i = 0; i < b.data.length; i++) {
    const [x, y] = [Number(a.data[i]), Number(b.data[i])];
    if (Object.is(x, y) || x === y) continue;
    const difference = Math.abs(x - y);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/**
 * The size of the numbers that a primitive adds up: what its rounding is a part of, however little is left of them.
 * @param inputs its inputs, as the reference has them.
 */
function scaleOf(
  { op, inputs: from, shape }: Value,
  result: HostTensor,
  inputs: readonly HostTensor[],
): number {
  const [a = 0, b = 0] = inputs.map(largestOf);
  const elements = (of: { readonly shape: unknown }) => sizeOf(of.shape as StaticShape);
  const terms = () => Math.sqrt(elements(from[0]) / Math.max(1, elements({ shape })));
  switch (op.kind) {
    case 'add':
    case 'sub':
    case 'concat':
      return Math.max(largestOf(result), a, b);
    case 'sum':
      return Math.max(largestOf(result), a * terms());
    case 'matmul':
    case 'conv':
    case 'convInputGrad':
    case 'convFilterGrad':
      return Math.max(largestOf(result), a * b);
    default:
      return largestOf(result);
  }
}

/** Of floats the largest difference as part of their scale; of other numbers 1 if they are not the same. */
export function errorOf(
  value: Value,
  actual: HostTensor,
  expected: HostTensor,
  inputs: readonly HostTensor[],
): number {
  const difference = largestDifference(actual, expected);
  if (difference === 0 || !isFloat(expected)) return Math.min(1, difference);
  return difference / scaleOf(value, expected, inputs);
}
