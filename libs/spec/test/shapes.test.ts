/** What is said when layers do not fit together, or the networks not to the model. */
import { input } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { buildNetworks, parseModel } from '../src/index.js';
import { messageOf, model, withCritic, withGenerator } from './models.js';

const score = { kind: 'dense', units: 1 } as const;
const flatten = { kind: 'flatten' } as const;
const lineOf = (json: unknown) => messageOf(() => parseModel(json));

it('a shape error has its own code, and names its source', () => {
  expect(() => parseModel(withCritic(flatten))).toThrow(expect.objectContaining({ code: 'spec/shape' }));
  expect(messageOf(() => parseModel(withCritic(flatten), 'my.json'))).toMatch(/^my\.json: critic/);
});

describe('a critic on [1, 28, 28]', () => {
  it.each([
    [
      'a parameter that no file can hold',
      [flatten, { kind: 'dense', units: 1_000_000_000 }, score],
      'critic.layers[1] (dense): its kernel [784, 1000000000] has 784000000000 numbers, and 536870912 (2 GiB) are the most; take fewer units or filters, or a smaller input.',
    ],
    [
      'dense on an image',
      [score],
      "critic.layers[0] (dense): expected a vector [n], got [1, 28, 28]; put { kind: 'flatten' } before it.",
    ],
    [
      'conv on a vector',
      [flatten, { kind: 'conv', filters: 1, kernel: 3 }],
      "critic.layers[1] (conv): expected an image [C, H, W], got [784]; put { kind: 'reshape', shape: [784, 1, 1] }, or another [C, H, W] of 784 elements, before it.",
    ],
    [
      'a kernel too large',
      [{ kind: 'conv', filters: 1, kernel: [30, 3], padding: 'valid' }],
      "critic.layers[0] (conv): a 30x3 kernel does not fit into [1, 28, 28] padded by [0, 0, 0, 0]; use a smaller kernel or padding: 'same'.",
    ],
    [
      'a reshape to another number of elements',
      [{ kind: 'reshape', shape: [4, 14, 15] }],
      'critic.layers[0] (reshape): [1, 28, 28] has 784 elements and [4, 14, 15] has 840; change the shape, or give the layer before it 840 outputs.',
    ],
    [
      'a crop beyond the image',
      [{ kind: 'crop', size: 32 }],
      'critic.layers[0] (crop): [1, 28, 28] has no part of 32x32; ask for at most 28x28.',
    ],
    [
      'a pool that does not divide',
      [{ kind: 'averagePool', size: [2, 3] }],
      "critic.layers[0] (averagePool): blocks of 2x3 do not divide [1, 28, 28]; choose a size that divides 28x28, or put { kind: 'crop', … } before it.",
    ],
    [
      "outputPadding with padding 'same'",
      [{ kind: 'convTranspose', filters: 1, kernel: 3, stride: 2, outputPadding: 1 }],
      "critic.layers[0] (convTranspose): padding 'same' fixes the output's size; leave outputPadding out, or give the padding as a number.",
    ],
    [
      'outputPadding as large as the stride',
      [{ kind: 'convTranspose', filters: 1, kernel: 3, stride: 2, padding: 1, outputPadding: [1, 2] }],
      'critic.layers[0] (convTranspose): outputPadding 1x2 must be less than the stride 2x2.',
    ],
    [
      'padding that leaves nothing',
      [{ kind: 'convTranspose', filters: 1, kernel: 1, padding: 14 }],
      'critic.layers[0] (convTranspose): the padding leaves nothing of the output: 0x0; use less padding.',
    ],
    [
      'a residual block that changes its shape',
      [{ kind: 'residual', body: [{ kind: 'conv', filters: 8, kernel: 3, stride: 2 }] }],
      "critic.layers[0] (residual): the body gives [8, 14, 14] but its input, which is the shortcut, is [1, 28, 28], and the two are added; add shortcut: [{ kind: 'averagePool', size: 2 }, { kind: 'conv', filters: 8, kernel: 1 }].",
    ],
    [
      'a residual block that enlarges',
      [{ kind: 'residual', body: [{ kind: 'upsample' }] }],
      "critic.layers[0] (residual): the body gives [1, 56, 56] but its input, which is the shortcut, is [1, 28, 28], and the two are added; add shortcut: [{ kind: 'upsample', factor: 2 }].",
    ],
    [
      'a shortcut that differs from the body',
      [{ kind: 'residual', body: [{ kind: 'tanh' }], shortcut: [{ kind: 'averagePool' }] }],
      'critic.layers[0] (residual): the body gives [1, 28, 28] but the shortcut gives [1, 14, 14], and the two are added; make the two agree.',
    ],
    [
      'an error inside a residual block',
      [{ kind: 'residual', body: [{ kind: 'relu' }, { kind: 'residual', body: [score] }] }],
      "critic.layers[0].body[1].body[0] (dense): expected a vector [n], got [1, 28, 28]; put { kind: 'flatten' } before it.",
    ],
    [
      'no score but an image',
      [{ kind: 'conv', filters: 4, kernel: 3 }],
      "critic.layers[0] (conv): the critic gives [4, 28, 28] but must give one score, [1]; end with { kind: 'flatten' } and { kind: 'dense', units: 1 }.",
    ],
    [
      'no score but a vector',
      [flatten, { kind: 'dense', units: 8 }],
      "critic.layers[1] (dense): the critic gives [8] but must give one score, [1]; end with { kind: 'dense', units: 1 }.",
    ],
    [
      'a score that is an image',
      [{ kind: 'averagePool', size: 28 }],
      "critic.layers[0] (averagePool): the critic gives [1, 1, 1] but must give one score, [1]; add { kind: 'flatten' } at the end.",
    ],
  ] as const)('%s', (_what, layers, line) => {
    expect(lineOf(withCritic(...layers))).toBe(`model.json: ${line}`);
  });
});

describe('a generator that gives no sample', () => {
  const start = (channels: number, size: number) =>
    [
      { kind: 'dense', units: channels * size * size },
      { kind: 'reshape', shape: [channels, size, size] },
    ] as const;
  it.each([
    [
      start(1, 32),
      "generator.layers[1] (reshape): the generator gives [1, 32, 32] but the data is [1, 28, 28]; add { kind: 'crop', size: [28, 28] } at the end, or start from a smaller image.",
    ],
    [
      start(1, 14),
      'generator.layers[1] (reshape): the generator gives [1, 14, 14] but the data is [1, 28, 28]; start from a larger image, or add a convTranspose or upsample layer.',
    ],
    [
      start(3, 28),
      'generator.layers[1] (reshape): the generator gives [3, 28, 28] but the data is [1, 28, 28]; give the last convolution filters: 1.',
    ],
    [
      [{ kind: 'dense', units: 784 }],
      "generator.layers[0] (dense): the generator gives [784] but the data is [1, 28, 28]; add { kind: 'reshape', shape: [1, 28, 28] } at the end.",
    ],
    [
      [{ kind: 'dense', units: 10 }],
      "generator.layers[0] (dense): the generator gives [10] but the data is [1, 28, 28]; give the last dense layer 784 units and add { kind: 'reshape', shape: [1, 28, 28] }, or go on with a reshape to a small image and convTranspose layers.",
    ],
  ] as const)('%o', (layers, line) => {
    expect(lineOf(withGenerator(...layers))).toBe(`model.json: ${line}`);
  });

  it('of a toy', () => {
    const json = model({
      data: { kind: 'eight-gaussians' },
      generator: { layers: [{ kind: 'dense', units: 3 }] },
      critic: { layers: [score] },
    });
    expect(lineOf(json)).toBe(
      "model.json: generator.layers[0] (dense): the generator gives [3] but the data is [2]; end with { kind: 'dense', units: 2 }.",
    );
  });
});

describe('a network', () => {
  const { generator, critic } = buildNetworks(parseModel(model()));

  it('has the shapes of the model', () => {
    expect(generator.inputShape).toEqual([4]);
    expect(generator.outputShape).toEqual([1, 28, 28]);
    expect(critic.inputShape).toEqual([1, 28, 28]);
    expect(critic.outputShape).toEqual([1]);
  });

  it('names its parameters by network and place', () => {
    expect(generator.parameters.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
      'generator.0.kernel 4x49',
      'generator.0.bias 49',
      'generator.2.kernel 1x2x4x4',
      'generator.2.bias 2',
      'generator.3.kernel 2x1x4x4',
      'generator.3.bias 1',
    ]);
  });

  it('refuses a batch of another shape', () => {
    const context = { training: false, read: () => input('p', [1]), noise: () => input('u', [1]) };
    expect(() => generator.apply(input('z', ['N', 5]), context)).toThrow(
      'The generator takes a batch [N, 4], got [N, 5].',
    );
    expect(() => generator.apply(input('z', [4]), context)).toThrow(/got \[4\]/);
  });

  it('gives new running statistics under their names, in training only', () => {
    const layers = [
      { kind: 'dense', units: 784 },
      { kind: 'batchNorm' },
      { kind: 'reshape', shape: [1, 28, 28] },
    ] as const;
    const network = buildNetworks(parseModel(withGenerator(...layers))).generator;
    expect(network.buffers).toEqual([
      { name: 'generator.1.mean', shape: [784], initial: 0 },
      { name: 'generator.1.variance', shape: [784], initial: 1 },
    ]);
    const shapes = new Map(
      [...network.parameters, ...network.buffers].map(({ name, shape }) => [name, shape]),
    );
    const apply = (training: boolean) =>
      network.apply(input('z', [8, 4]), {
        training,
        read: (name) => input(name, shapes.get(name) ?? []),
        noise: () => input('u', [1]),
      });
    expect(apply(false).buffers.size).toBe(0);
    const { output, buffers } = apply(true);
    expect(output.shape).toEqual([8, 1, 28, 28]);
    expect([...buffers.keys()]).toEqual(['generator.1.mean', 'generator.1.variance']);
  });
});
