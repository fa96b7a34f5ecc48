import { parseModel, type ModelInput } from '@kantor/spec';
import { stream, type HostTensor, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { initialState } from '../src/initial-state.js';
import { averageName, createModel, networkStates, type Model } from '../src/model.js';
import { imageModel, pointModel } from './support/models.js';

const numbers = ({ data }: HostTensor): number[] => Array.from(data as Float32Array);

/** Networks of 64 · 64 weights, so that moments show. */
function wide(init: ModelInput['critic']['init']): Model {
  const layers: ModelInput['critic']['layers'] = [
    { kind: 'dense', units: 64 },
    { kind: 'dense', units: 64 },
  ];
  return createModel(
    parseModel({
      ...pointModel(),
      generator: { init, layers: [...layers, { kind: 'dense', units: 2 }] },
      critic: { init, layers: [...layers, { kind: 'dense', units: 1 }] },
    }),
  );
}

function moments(values: number[]): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), largest: Math.max(...values.map(Math.abs)) };
}

describe('the initial state', () => {
  it('has every state of the model, in its shape, and nothing else', () => {
    const model = createModel(pointModel({ training: { ema: 0.9 } }));
    const state = initialState(model, 1);
    expect(Object.entries(state).map(([name, { shape }]) => [name, shape])).toEqual([...model.shapes]);
  });

  it('is a function of the seed', () => {
    const model = createModel(pointModel());
    expect(initialState(model, 3)).toEqual(initialState(model, 3));
    const [three, four] = [3, 4].map((seed) => initialState(model, seed)['critic.0.kernel']);
    expect(numbers(three)).not.toEqual(numbers(four));
  });

  it('draws each parameter from the stream of its own name', () => {
    const model = createModel(pointModel());
    const state = initialState(model, 3);
    const kernel = model.critic.parameters[0];
    if (kernel.init.kind !== 'normal') throw new Error('expected a normal init');
    const { stddev } = kernel.init;
    const draws = stream(3, 'init/critic.0.kernel').normal(new Float32Array(16));
    expect(numbers(state[kernel.name])).toEqual(Array.from(draws, (draw) => Math.fround(draw * stddev)));
  });

  it('keeps the weights of all other layers when one is added', () => {
    const { critic } = pointModel();
    const longer = pointModel({
      critic: { ...critic, layers: [...critic.layers, { kind: 'dense', units: 1 }] },
    });
    const [before, after] = [pointModel(), longer].map((spec) => initialState(createModel(spec), 3));
    expect(after['critic.3.kernel']).toBeDefined();
    for (const name of ['generator.0.kernel', 'generator.2.kernel', 'critic.0.kernel', 'critic.2.kernel']) {
      expect(after[name]).toEqual(before[name]);
    }
  });

  it('gives layers of one shape different weights', () => {
    const state = initialState(wide({ scheme: 'he' }), 3);
    expect(numbers(state['critic.1.kernel'])).not.toEqual(numbers(state['generator.1.kernel']));
  });

  it('starts all optimizer slots and counts at 0', () => {
    const state: TensorMap = initialState(createModel(pointModel()), 3);
    const slots = Object.keys(state).filter((name) => name.startsWith('optimizer.'));
    expect(slots).toContain('optimizer.square.critic.0.kernel');
    expect(slots).toContain('optimizer.count.generator');
    expect(slots.flatMap((name) => numbers(state[name])).every((value) => value === 0)).toBe(true);
  });

  it('starts running statistics at mean 0 and variance 1', () => {
    const state = initialState(createModel(imageModel('afterStep', 0.1)), 3);
    expect(numbers(state['generator.2.mean'])).toEqual([0, 0]);
    expect(numbers(state['critic.1.variance'])).toEqual([1, 1]);
  });

  it('starts the moving average at the weights and statistics themselves', () => {
    const model = createModel({
      ...imageModel('afterStep', 0.1),
      training: pointModel({ training: { ema: 0.9 } }).training,
    });
    const state = initialState(model, 3);
    const averaged = networkStates(model.generator);
    expect(averaged.map(({ name }) => name)).toContain('generator.2.variance');
    for (const { name } of averaged) expect(state[averageName(name)]).toEqual(state[name]);
  });

  it('has no moving average where the spec has none', () => {
    const names = Object.keys(initialState(createModel(pointModel()), 3));
    expect(names.filter((name) => name.startsWith('ema.'))).toEqual([]);
  });
});

/** Of 4,096 draws, so that the standard error of a mean is σ/64 and that of a deviation about 1 %. */
describe('drawn weights', () => {
  const kernel = (init: ModelInput['critic']['init']) =>
    moments(numbers(initialState(wide(init), 3)['critic.1.kernel']));

  it('are normal with the standard deviation of the scheme', () => {
    for (const [init, deviation] of [
      [{ scheme: 'normal', stddev: 0.02 }, 0.02],
      [{ scheme: 'he' }, Math.sqrt(2 / 64)],
    ] as const) {
      const found = kernel(init);
      expect(Math.abs(found.mean)).toBeLessThan((5 * deviation) / 64);
      expect(found.deviation / deviation).toBeCloseTo(1, 1);
      // The largest of 4,096 normal draws lies beyond 3 deviations, and almost surely within 5.5.
      expect(found.largest / deviation).toBeGreaterThan(3);
      expect(found.largest / deviation).toBeLessThan(5.5);
    }
  });

  it('are uniform up to the limit of the scheme', () => {
    for (const [init, limit] of [
      [{ scheme: 'glorot' }, Math.sqrt(6 / 128)],
      [{ scheme: 'pytorch' }, 1 / 8],
    ] as const) {
      const found = kernel(init);
      expect(Math.abs(found.mean)).toBeLessThan((5 * limit) / Math.sqrt(3) / 64);
      expect((found.deviation * Math.sqrt(3)) / limit).toBeCloseTo(1, 1);
      expect(found.largest).toBeLessThanOrEqual(limit);
      expect(found.largest).toBeGreaterThan(0.99 * limit);
    }
  });

  it("are normal around 1 for batch norm's gains where the spec says so", () => {
    const spec = parseModel({
      ...pointModel(),
      generator: {
        layers: [
          { kind: 'dense', units: 4096 },
          { kind: 'batchNorm', gainInit: { mean: 1, stddev: 0.02 } },
          { kind: 'dense', units: 2 },
        ],
      },
    });
    const { mean, deviation } = moments(numbers(initialState(createModel(spec), 3)['generator.1.gain']));
    expect(Math.abs(mean - 1)).toBeLessThan((5 * 0.02) / 64);
    expect(deviation / 0.02).toBeCloseTo(1, 1);
  });
});
