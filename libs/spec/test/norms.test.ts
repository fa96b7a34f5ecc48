/** Batch and layer normalization: what they make of a batch, and what training changes. */
import { describe, expect, it } from 'vitest';
import { build, numbers, run, type Numbers } from './apply.js';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('batchNorm', () => {
  const net = build([{ kind: 'batchNorm' }], [3, 2, 2]);
  const unit = new Map([
    ['net.0.gain', { shape: [3], data: [1, 1, 1] }],
    ['net.0.bias', { shape: [3], data: [0, 0, 0] }],
  ]);

  it('in training gives every channel mean 0 and variance 1 over the batch', () => {
    const { output } = run(net, numbers([4, 3, 2, 2]), { training: true, state: unit });
    for (const channel of [0, 1, 2]) {
      const values = Array.from(output.data).filter((_, i) => Math.floor(i / 4) % 3 === channel);
      expect(mean(values)).toBeCloseTo(0, 9);
      expect(mean(values.map((v) => v * v))).toBeCloseTo(1, 3);
    }
  });

  it('gives the same in and out of training once the running statistics are those of the batch', () => {
    const biased = build([{ kind: 'batchNorm', momentum: 0 }], [3, 2, 2]);
    const x = numbers([4, 3, 2, 2]);
    const training = run(biased, x, { training: true, state: unit });
    const state = new Map<string, Numbers>(unit);
    for (const [name, value] of training.buffers) {
      const factor = name.endsWith('variance') ? 15 / 16 : 1; // the running variance is unbiased
      state.set(name, { shape: value.shape, data: value.data.map((v) => v * factor) });
    }
    const after = run(biased, x, { state }).output.data;
    after.forEach((value, i) => expect(value).toBeCloseTo(training.output.data[i], 5));
  });

  it('leaves running statistics alone unless training', () => {
    expect(run(net, numbers([4, 3, 2, 2])).buffers.size).toBe(0);
  });

  it('starts gains at 1, or from a normal distribution', () => {
    const init = (layer: object) => build([layer], [3]).parameters[0].init;
    expect(init({ kind: 'batchNorm' })).toEqual({ kind: 'constant', value: 1 });
    expect(init({ kind: 'batchNorm', gainInit: {} })).toEqual({ kind: 'normal', mean: 1, stddev: 0.02 });
  });

  it('refuses a batch with one value a channel', () => {
    const vector = build([{ kind: 'batchNorm' }], [3]);
    expect(() => run(vector, numbers([1, 3]), { training: true })).toThrow(
      'net.layers[0] (batchNorm): a batch of [1, 3] has one value a channel, which has no variance; ' +
        'train with a larger batch, or use layerNorm.',
    );
  });

  it('refuses the symbol N in training', () => {
    expect(() => run(net, numbers([4, 3, 2, 2]), { training: true, symbolic: true })).toThrow(
      /known batch size/,
    );
  });
});

it('layerNorm gives every sample mean 0 and variance 1', () => {
  const state = new Map([
    ['net.0.gain', { shape: [3], data: [1, 1, 1] }],
    ['net.0.bias', { shape: [3], data: [0, 0, 0] }],
  ]);
  const { output } = run(build([{ kind: 'layerNorm' }], [3, 2, 2]), numbers([2, 3, 2, 2]), { state });
  for (const sample of [output.data.slice(0, 12), output.data.slice(12)]) {
    expect(mean(sample)).toBeCloseTo(0, 9);
    expect(mean(sample.map((v) => v * v))).toBeCloseTo(1, 3);
  }
});
