/** Where a value comes from, in a line: the last few operations, and the names of feeds and states at their ends. */
import { isInput, type Value } from '@kantor/graph';

/** `conv(relu(add(…, …)), critic.2.kernel)`, cut off below `depth` operations. */
export function provenance(value: Value, depth = 3): string {
  const { op, inputs } = value;
  if (isInput(value)) return value.op.name;
  if (op.kind === 'constant') return op.value.data.length === 1 ? String(op.value.data[0]) : 'constant';
  if (depth === 0) return '…';
  return `${op.kind}(${inputs.map((input) => provenance(input, depth - 1)).join(', ')})`;
}
