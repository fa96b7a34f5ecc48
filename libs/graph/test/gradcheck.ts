/** Central differences: the oracle of gradients that knows nothing but the values of the function. */
import { grad, type InputValue, type Value } from '@kantor/graph';
import { interpret, type FeedMap } from './interpret.js';

/** Each partial derivative of the scalar graph `loss` in `x`, by central differences of step `h` (error about h²). */
function differences(loss: Value, x: InputValue, feeds: FeedMap, h = 1e-5): number[] {
  const at = feeds.get(x.op.name);
  if (!at) throw new Error(`no feed '${x.op.name}'`);
  const lossAt = (i: number, change: number) => {
    const data = Float64Array.from(at.data);
    data[i] += change;
    return interpret([loss], new Map(feeds).set(x.op.name, { shape: at.shape, data }))[0].data[0];
  };
  return Array.from({ length: at.data.length }, (_, i) => (lossAt(i, h) - lossAt(i, -h)) / (2 * h));
}

/** Worst difference between the gradients of `loss` and central differences, relative to values above 1. */
export function gradientError(loss: Value, inputs: readonly InputValue[], feeds: FeedMap): number {
  let worst = 0;
  interpret(grad(loss, inputs), feeds).forEach(({ data }, i) => {
    differences(loss, inputs[i], feeds).forEach((expected, j) => {
      const error = Math.abs(data[j] - expected) / Math.max(1, Math.abs(expected));
      worst = error <= worst ? worst : error; // a NaN is the worst
    });
  });
  return worst;
}
