/** A graph as an expression, for tests that say what a graph has become: `mul(x, 2)`, `expand(0)[2, 3]`. */
import type { Value } from '@kantor/graph';
import { formatShape } from '@kantor/tensor';

export function expression({ op, inputs, shape }: Value): string {
  const call = `${op.kind}(${inputs.map(expression).join(', ')})`;
  switch (op.kind) {
    case 'input':
      return op.name;
    case 'constant': {
      const numbers = Array.from(op.value.data as ArrayLike<number>);
      return shape.length === 0 ? String(numbers[0]) : `{${numbers.join(', ')}}${formatShape(shape)}`;
    }
    case 'reshape':
    case 'expand':
    case 'pad':
      return `${call}${formatShape(shape)}`;
    case 'slice':
      return `${call}${formatShape(shape)}@${op.starts.join(',')}`;
    case 'transpose':
      return `${call}@${op.permutation.join(',')}`;
    case 'sum':
    case 'max':
      return op.axes.length === inputs[0].shape.length && !op.keepDims
        ? call
        : `${call}@${op.axes.join(',')}${op.keepDims ? ' kept' : ''}`;
    case 'matmul':
      return `matmul(${expression(inputs[0])}${op.transposeA ? 'ᵀ' : ''}, ${expression(inputs[1])}${op.transposeB ? 'ᵀ' : ''})`;
    default:
      return call;
  }
}
