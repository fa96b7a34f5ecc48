/** The state before the first step: drawn weights, zero optimizer slots, and averages that equal the weights. */
import { filled, floats, sizeOf, stream, zeros, type FloatTensor, type TensorMap } from '@kantor/tensor';
import type { Parameter } from '@kantor/spec';
import { averageName, networkStates, type Model } from './model.js';

/** Each parameter has a random stream of its own name, so that adding a layer does not change the others' weights. */
function draw({ name, shape, init }: Parameter, seed: number): FloatTensor {
  if (init.kind === 'constant') return filled(shape, init.value);
  const data = new Float32Array(sizeOf(shape));
  const random = stream(seed, `init/${name}`);
  if (init.kind === 'normal') {
    const { stddev, mean = 0 } = init;
    return floats(
      shape,
      random.normal(data).map((value) => mean + stddev * value),
    );
  }
  const { limit } = init;
  return floats(
    shape,
    random.uniform(data).map((value) => limit * (2 * value - 1)),
  );
}

export function initialState({ critic, generator, shapes }: Model, seed: number): TensorMap {
  const state: Record<string, FloatTensor> = {};
  for (const [name, shape] of shapes) state[name] = zeros('float32', shape);
  for (const network of [critic, generator]) {
    for (const parameter of network.parameters) state[parameter.name] = draw(parameter, seed);
    for (const { name, shape, initial } of network.buffers) state[name] = filled(shape, initial);
  }
  for (const { name } of networkStates(generator)) {
    if (shapes.has(averageName(name))) state[averageName(name)] = state[name];
  }
  return state;
}
