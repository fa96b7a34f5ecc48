/** Which distribution each parameter starts from. */
import { describe, expect, it } from 'vitest';
import type { Init } from '../src/index.js';
import { build } from './apply.js';

type Scheme = Parameters<typeof build>[2];
/** Kernel and bias of one layer. */
const initsOf = (layer: object, inputShape: number[], init: Scheme): Init[] =>
  build([layer], inputShape, init).parameters.map((parameter) => parameter.init);

const zero: Init = { kind: 'constant', value: 0 };
const dense = { kind: 'dense', units: 6 };
const conv = { kind: 'conv', filters: 8, kernel: [3, 5] };
const strided = { ...conv, stride: [1, 2] };
const transposed = { kind: 'convTranspose', filters: 8, kernel: [3, 5], stride: [1, 2] };

describe('init', () => {
  it.each([dense, conv, transposed])('normal is the same for every kernel: %o', (layer) => {
    const inputShape = layer.kind === 'dense' ? [50] : [2, 6, 6];
    expect(initsOf(layer, inputShape, { scheme: 'normal', stddev: 0.02 })).toEqual([
      { kind: 'normal', stddev: 0.02 },
      zero,
    ]);
  });

  // dense [50, 6]: 50 in, 6 out. conv [8, 2, 3, 5]: 2·15 in, 8·15 out, or 8·15/2 with stride 1x2.
  // convTranspose [2, 8, 3, 5] with stride 1x2: 2·15/2 in, 8·15 out, and 8·15 in as PyTorch counts.
  it.each([
    ['he', dense, [50], { kind: 'normal', stddev: Math.sqrt(2 / 50) }],
    ['he', conv, [2, 6, 6], { kind: 'normal', stddev: Math.sqrt(2 / 30) }],
    ['he', strided, [2, 6, 6], { kind: 'normal', stddev: Math.sqrt(2 / 30) }],
    ['he', transposed, [2, 6, 6], { kind: 'normal', stddev: Math.sqrt(2 / 15) }],
    ['glorot', dense, [50], { kind: 'uniform', limit: Math.sqrt(6 / 56) }],
    ['glorot', conv, [2, 6, 6], { kind: 'uniform', limit: Math.sqrt(6 / 150) }],
    ['glorot', strided, [2, 6, 6], { kind: 'uniform', limit: Math.sqrt(6 / 90) }],
    ['glorot', transposed, [2, 6, 6], { kind: 'uniform', limit: Math.sqrt(6 / 135) }],
  ] as const)('%s: %o on %o', (scheme, layer, inputShape, kernel) => {
    expect(initsOf(layer, [...inputShape], { scheme })).toEqual([kernel, zero]);
  });

  it.each([
    [dense, [50], 50],
    [conv, [2, 6, 6], 30],
    [strided, [2, 6, 6], 30],
    [transposed, [2, 6, 6], 120],
  ])('pytorch: kernel and bias of %o on %o within 1 / √%i', (layer, inputShape, fan) => {
    const uniform = { kind: 'uniform', limit: 1 / Math.sqrt(fan) };
    expect(initsOf(layer, inputShape, { scheme: 'pytorch' })).toEqual([uniform, uniform]);
  });

  it("a layer's own init comes before the network's", () => {
    const own = { ...dense, init: { scheme: 'normal', stddev: 0.5 } };
    expect(initsOf(own, [50], { scheme: 'pytorch' })).toEqual([{ kind: 'normal', stddev: 0.5 }, zero]);
  });

  it("the network's init reaches into residual blocks", () => {
    const block = { kind: 'residual', body: [conv, { kind: 'conv', filters: 2, kernel: 1 }] };
    expect(initsOf(block, [2, 6, 6], { scheme: 'normal', stddev: 3 })[2]).toEqual({
      kind: 'normal',
      stddev: 3,
    });
  });

  it('norms start as no change at all', () => {
    expect(initsOf({ kind: 'layerNorm' }, [3], { scheme: 'pytorch' })).toEqual([
      { kind: 'constant', value: 1 },
      zero,
    ]);
    expect(initsOf({ kind: 'batchNorm' }, [3], { scheme: 'pytorch' })).toEqual([
      { kind: 'constant', value: 1 },
      zero,
    ]);
  });
});
