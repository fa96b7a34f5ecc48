/** Takes as much of a training's state along as another model has a place for. */
import { sameShape, type TensorMap } from '@kantor/tensor';
import { initialState, type Model } from '@kantor/wgan';

const optimizerPrefix = 'optimizer.';

/**
 * The state in which `model` goes on from `before`, a state of `from`: weights as they are, and what the optimizers
 * remember too, unless they are others now.
 */
export function carryState(before: TensorMap, from: Model, model: Model, seed: number): TensorMap {
  const sameOptimizer = from.spec.training.criticOptimizer.kind === model.spec.training.criticOptimizer.kind;
  const state: Record<string, TensorMap[string]> = { ...initialState(model, seed) };
  for (const [name, value] of Object.entries(before)) {
    if (!(name in state) || !sameShape(value.shape, state[name].shape)) continue;
    if (sameOptimizer || !name.startsWith(optimizerPrefix)) state[name] = value;
  }
  return state;
}
