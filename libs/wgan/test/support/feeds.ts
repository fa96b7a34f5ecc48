/** Feeds and states for one run of a program, from random streams. */
import type { Program } from '@kantor/graph';
import { floats, sizeOf, stream, type StaticShape, type TensorMap } from '@kantor/tensor';
import { initialState } from '../../src/initial-state.js';
import type { Model } from '../../src/model.js';

/** The initial state with `noise` added everywhere but in what must not be negative or is a count. */
export function shakenState(model: Model, noise = 0.5): TensorMap {
  return Object.fromEntries(
    Object.entries(initialState(model, 5)).map(([name, { shape, data }]) => {
      const fixed = /variance$|square|count/.test(name);
      const shake = stream(5, `shake/${name}`).normal(new Float32Array(data.length));
      return [
        name,
        floats(
          shape,
          shake.map((value, i) => Number(data[i]) + (fixed ? 0 : noise * value)),
        ),
      ];
    }),
  );
}

/** Something for every feed: a rate of 0.01, a decay of 0.75, uniform mixes and noise, and normal numbers. */
export function feedsFor(program: Program, learningRate = 0.01): TensorMap {
  const scalars: Readonly<Record<string, number>> = { learningRate, averageDecay: 0.75 };
  return Object.fromEntries(
    program.feeds.map(({ op: { name }, shape }) => {
      if (name in scalars) return [name, floats([], [scalars[name]])];
      const data = new Float32Array(sizeOf(shape as StaticShape));
      const random = stream(5, `feed/${name}`);
      const uniform = name === 'mix' || name.startsWith('noise/');
      return [name, floats(shape as StaticShape, uniform ? random.uniform(data) : random.normal(data))];
    }),
  );
}
