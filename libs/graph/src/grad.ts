/** Reverse-mode differentiation of graph into graph, so that a gradient can be differentiated again. */
import { formatShape, KantorError, requireStatic } from '@kantor/tensor';
import { builders } from './build.js';
import { gradientsOf } from './registry.js';
import { topological, type Value } from './value.js';

/**
 * Gradients of a scalar with respect to values, as values.
 *
 * @param loss a float32 scalar, shape `[]`.
 * @param wrt values of any shape; the loss need not depend on all of them (its gradient is then zero).
 * @returns one value for each of `wrt`, of its shape.
 * @throws KantorError `graph/not-a-scalar` if the loss has a shape; `graph/no-gradient` if an opaque ONNX operator lies
 *   between the loss and one of `wrt`; `tensor/symbolic-shape` if one of them has a batch of unknown size.
 */
export function grad(loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.shape.length !== 0 || loss.dtype !== 'float32') {
    throw new KantorError(
      'graph/not-a-scalar',
      `grad: expected a float32 scalar, got ${loss.dtype} ${formatShape(loss.shape)}. Reduce it with sum or mean.`,
    );
  }
  const order = topological([loss]);
  const wanted = new Set(wrt);
  /** Values between the loss and `wrt`: only these need a gradient. */
  const needed = new Set<Value>();
  for (const value of order) {
    if (wanted.has(value) || value.inputs.some((input) => needed.has(input))) needed.add(value);
  }
  for (const { op, shape } of [...needed, ...wrt])
    requireStatic(shape, `The gradient with respect to '${op.kind}'`);

  const gradients = new Map<Value, Value>([[loss, builders.constant(1)]]);
  for (const output of order.reverse()) {
    const dy = gradients.get(output);
    if (!dy || !needed.has(output)) continue;
    const rules = gradientsOf({ op: output.op, inputs: output.inputs, output, dy, ops: builders });
    output.inputs.forEach((input, i) => {
      const rule = rules[i];
      if (!rule || !needed.has(input)) return;
      const before = gradients.get(input);
      gradients.set(input, before ? builders.add(before, rule()) : rule());
    });
  }
  return wrt.map((value) => gradients.get(value) ?? builders.expand(builders.constant(0), value.shape));
}
