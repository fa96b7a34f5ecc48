import { readFileSync } from 'node:fs';
import { parseModel, type ModelInput } from '@kantor/spec';
import { createModel, initialState } from '@kantor/wgan';
import { describe, expect, it } from 'vitest';
import { carryState } from '../src/train/carry.js';
import { applySettings, type Settings } from '../src/train/settings.js';

const toy = JSON.parse(
  readFileSync(new URL('../../../models/eight-gaussians/model.json', import.meta.url), 'utf8'),
) as ModelInput;
const settings: Settings = {
  seed: 1,
  width: 16,
  method: 'gradientPenalty',
  lambda: 0.5,
  limit: 0.2,
  criticSteps: 2,
  learningRate: 1e-3,
  batchSize: 32,
};
const specOf = (change: Partial<Settings> = {}) => parseModel(applySettings(toy, { ...settings, ...change }));
const modelOf = (change: Partial<Settings> = {}) => createModel(specOf(change));

describe('a toy with settings', () => {
  it('has them in its objective, its training and its hidden layers, and the toy for the rest', () => {
    const spec = specOf();
    expect(spec.objective.lipschitz).toEqual({ method: 'gradientPenalty', lambda: 0.5, sided: 'two' });
    expect(spec.training).toMatchObject({ batchSize: 32, criticSteps: 2 });
    expect(spec.training.criticOptimizer).toMatchObject({ kind: 'adam', learningRate: 1e-3, beta1: 0.5 });
    const units = (layers: typeof spec.critic.layers) =>
      layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []));
    expect(units(spec.generator.layers)).toEqual([16, 16, 16, 2]);
    expect(units(spec.critic.layers)).toEqual([16, 16, 16, 1]);
    expect(spec.data).toEqual(parseModel(toy).data);
  });

  it('is clipped as in the WGAN paper: after the step, with RMSProp', () => {
    const { objective, training } = specOf({ method: 'clip' });
    expect(objective.lipschitz).toEqual({ method: 'clip', limit: 0.2, when: 'afterStep' });
    expect(training.criticOptimizer).toMatchObject({ kind: 'rmsprop', learningRate: 1e-3 });
    expect(training.generatorOptimizer).toEqual(training.criticOptimizer);
  });
});

describe('a state that is carried to other settings', () => {
  const from = modelOf();
  /** A state that no training starts from. */
  const before = Object.fromEntries(
    Object.entries(initialState(from, 9)).map(([name, value]) => [
      name,
      { ...value, data: (value.data as Float32Array).map((x) => x + 0.25) },
    ]),
  ) as ReturnType<typeof initialState>;

  it('is the same where the networks and the optimizer are', () => {
    expect(carryState(before, from, modelOf({ lambda: 3, batchSize: 64 }), 1)).toEqual(before);
  });

  it('keeps the weights and starts the optimizer anew where that is another', () => {
    const clipped = modelOf({ method: 'clip' });
    const state = carryState(before, from, clipped, 1);
    expect(Object.keys(state).sort()).toEqual([...clipped.shapes.keys()].sort());
    for (const [name, value] of Object.entries(state)) {
      if (name.startsWith('optimizer.')) expect(value.data.every((x) => x === 0)).toBe(true);
      else expect(value).toEqual(before[name]);
    }
  });

  it('starts anew what has another size', () => {
    const wider = modelOf({ width: 24 });
    const state = carryState(before, from, wider, 1);
    expect(Object.keys(state).sort()).toEqual([...wider.shapes.keys()].sort());
    for (const [name, shape] of wider.shapes) expect(state[name].shape).toEqual(shape);
    expect(state['generator.0.kernel']).toEqual(initialState(wider, 1)['generator.0.kernel']);
  });
});
