/** Every kind of layer, written as a LayersModel, gives in TensorFlow.js what it gives in ONNX Runtime. */
import { describe, expect, it } from 'vitest';
import { classNames, expectSameSamples } from './compare.js';

/** [C, H, W] that differ, so that no two axes can be taken for one another. */
const image = { kind: 'reshape', shape: [4, 3, 5] };
const size = 60;

const activations = [
  { kind: 'relu' },
  { kind: 'leakyRelu', alpha: 0.2 },
  { kind: 'leakyRelu', alpha: 1.5 },
  { kind: 'elu' },
  { kind: 'elu', alpha: 0.3 },
  { kind: 'elu', alpha: 2 },
  { kind: 'tanh' },
  { kind: 'sigmoid' },
  { kind: 'softplus' },
  { kind: 'swish' },
  { kind: 'dropout', rate: 0.5 },
];
const norms = [
  { kind: 'batchNorm' },
  { kind: 'batchNorm', epsilon: 1e-3, momentum: 0.5 },
  { kind: 'layerNorm' },
  { kind: 'layerNorm', epsilon: 0.5 },
];
const onImages = [
  ...activations,
  ...norms,
  { kind: 'crop', size: [2, 4] },
  { kind: 'upsample', factor: 2 },
  { kind: 'upsample', factor: [1, 3] },
  { kind: 'averagePool', size: [3, 1] },
  { kind: 'averagePool', size: [1, 5] },
  { kind: 'conv', filters: 2, kernel: 3 },
  { kind: 'conv', filters: 2, kernel: [2, 3], stride: [2, 1], bias: false },
  { kind: 'convTranspose', filters: 2, kernel: 4, stride: 2 },
  { kind: 'convTranspose', filters: 2, kernel: [3, 2], stride: [1, 2], bias: false },
  { kind: 'flatten' },
  { kind: 'reshape', shape: [60] },
  { kind: 'reshape', shape: [4, 3, 5] },
  { kind: 'reshape', shape: [5, 3, 4] },
  { kind: 'reshape', shape: [1, 6, 10] },
  { kind: 'reshape', shape: [60, 1, 1] },
];

it.each(onImages.map((layer) => [JSON.stringify(layer), layer]))('%s on an image', async (_name, layer) => {
  await expectSameSamples([image, layer], size);
});

it.each([...activations, ...norms].map((layer) => [JSON.stringify(layer), layer]))(
  '%s on a vector',
  async (_name, layer) => {
    await expectSameSamples([layer], size);
    // On a vector that lies pixel by pixel.
    await expectSameSamples([image, { kind: 'flatten' }, layer], size);
  },
);

describe('dense', () => {
  it.each([true, false])('alone, bias %s', async (bias) => {
    await expectSameSamples([{ kind: 'dense', units: 7, bias }], size);
  });

  const between = [[], [{ kind: 'relu' }], norms, [{ kind: 'dropout', rate: 0.1 }, { kind: 'elu' }]];
  it.each(between.map((layers) => [layers.map(({ kind }) => kind).join(', ') || 'nothing', layers]))(
    'before an image moves no number while it runs, with %s between',
    async (_name, layers) => {
      const model = await expectSameSamples([{ kind: 'dense', units: size }, ...layers, image], 6);
      expect(classNames(model)).toContain('Reshape');
      expect(classNames(model)).not.toContain('Permute');
    },
  );

  it('after an image moves no number while it runs', async () => {
    const layers = [{ kind: 'flatten' }, { kind: 'relu' }, norms[0], { kind: 'dense', units: 7 }];
    const model = await expectSameSamples([{ kind: 'dense', units: size }, image, ...layers], 6);
    expect(classNames(model)).not.toContain('Permute');
  });

  it('between two images of different shapes', async () => {
    const other = { kind: 'reshape', shape: [6, 5, 2] };
    const model = await expectSameSamples(
      [{ kind: 'dense', units: size }, image, { kind: 'flatten' }, { kind: 'dense', units: size }, other],
      6,
    );
    expect(classNames(model)).not.toContain('Permute');
  });

  it('before a vector that becomes another image after it has been one', async () => {
    const other = { kind: 'reshape', shape: [6, 5, 2] };
    await expectSameSamples([{ kind: 'dense', units: size }, image, { kind: 'flatten' }, other], 6);
    await expectSameSamples(
      [{ kind: 'dense', units: size }, image, { kind: 'reshape', shape: [60] }, image],
      6,
    );
  });
});

describe('residual', () => {
  const conv = (filters: number) => ({ kind: 'conv', filters, kernel: 3 });

  it('with the input as its shortcut', async () => {
    await expectSameSamples([image, { kind: 'residual', body: [norms[0], { kind: 'relu' }, conv(4)] }], size);
  });

  it('with a shortcut of its own', async () => {
    const up = { kind: 'upsample' };
    const block = { kind: 'residual', body: [norms[0], up, conv(2), conv(2)], shortcut: [up, conv(2)] };
    await expectSameSamples([image, block, block], size);
  });

  it('within another', async () => {
    const inner = { kind: 'residual', body: [conv(4)] };
    await expectSameSamples([image, { kind: 'residual', body: [inner, inner], shortcut: [inner] }], size);
  });

  it('on vectors, whichever way they lie', async () => {
    const dense = { kind: 'dense', units: size };
    const body = [dense, { kind: 'relu' }, image, { kind: 'flatten' }];
    await expectSameSamples([dense, { kind: 'residual', body }, image], 6);
    const inner = { kind: 'residual', body: [dense] };
    await expectSameSamples(
      [image, { kind: 'flatten' }, { kind: 'residual', body: [inner], shortcut: body }],
      size,
    );
  });
});

it('names every layer once, and every layer after those it takes from', async () => {
  const block = {
    kind: 'residual',
    body: [
      { kind: 'elu', alpha: 2 },
      { kind: 'conv', filters: 4, kernel: 1 },
    ],
  };
  const { layers } = await expectSameSamples([image, block, { kind: 'flatten' }], size);
  const names = layers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  layers.forEach(({ name, config, inbound_nodes }, i) => {
    expect(config).toMatchObject({ name, dtype: 'float32' });
    for (const [from] of inbound_nodes.flat()) expect(names.indexOf(from)).toBeLessThan(i);
  });
});
