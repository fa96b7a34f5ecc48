/** Settings that contradict each other. */
import { describe, expect, it } from 'vitest';
import { parseModel } from '../src/index.js';
import { messageOf, model, withCritic, withGenerator } from './models.js';

const mistakesOf = (json: unknown) => messageOf(() => parseModel(json)).split('\n');

describe('contradictions', () => {
  const score = { kind: 'dense', units: 1 } as const;
  const flatten = { kind: 'flatten' } as const;

  it('batchNorm in a critic with a gradient penalty, also inside a residual block', () => {
    const critic = withCritic(
      { kind: 'batchNorm' },
      { kind: 'residual', body: [{ kind: 'relu' }], shortcut: [{ kind: 'batchNorm' }] },
      flatten,
      score,
    );
    const lines = mistakesOf(critic);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^model\.json: critic\.layers\[0\]: batchNorm .* use layerNorm, .*No critic batch normalization/,
    );
    expect(lines[1]).toMatch(/^model\.json: critic\.layers\[1\]\.shortcut\[0\]: batchNorm/);
  });

  it('batchNorm is fine in the generator, and in a critic whose weights are clipped', () => {
    const clipped = {
      ...(withCritic({ kind: 'batchNorm' }, flatten, score) as object),
      objective: { loss: 'wasserstein', lipschitz: { method: 'clip' } },
    };
    expect(() => parseModel(clipped)).not.toThrow();
    const generator = withGenerator(
      { kind: 'dense', units: 784 },
      { kind: 'batchNorm' },
      { kind: 'reshape', shape: [1, 28, 28] },
    );
    expect(() => parseModel(generator)).not.toThrow();
  });

  it.each([
    ['wasserstein', 'the Wasserstein loss is a difference of unbounded scores, not of probabilities'],
    ['gan', 'the gan loss takes logits and has the sigmoid in it'],
    ['hinge', 'the hinge loss needs scores beyond -1 and 1'],
  ])('a critic that ends in sigmoid under the %s loss', (loss, reason) => {
    const json = {
      ...(withCritic(flatten, score, { kind: 'sigmoid' }) as object),
      objective: { loss, lipschitz: { method: 'none' } },
    };
    expect(mistakesOf(json)).toEqual([
      `model.json: critic.layers[2]: the critic ends in sigmoid, but ${reason}; remove this layer`,
    ]);
  });

  const image = { kind: 'reshape', shape: [1, 28, 28] } as const;
  const pixels = { kind: 'dense', units: 784 } as const;
  it.each([
    [
      'tanh',
      [0, 1],
      'from -1 to 1',
      'end with sigmoid and set data.range to [0, 1], or with tanh and [-1, 1]',
    ],
    ['sigmoid', [-1, 1], 'from 0 to 1', 'end with tanh and set data.range to [-1, 1]'],
    ['relu', [-1, 1], 'from 0 to Infinity', 'end with tanh and set data.range to [-1, 1]'],
    ['tanh', [-2, 2], 'from -1 to 1', 'end with tanh and set data.range to [-1, 1]'],
  ] as const)('a generator that ends in %s for data in %o', (kind, range, from, advice) => {
    const json = { ...(withGenerator(pixels, { kind }, image) as object), data: { kind: 'mnist', range } };
    expect(mistakesOf(json)).toEqual([
      `model.json: generator.layers[1]: ${kind} gives values ${from}, but the data 'mnist' goes from ` +
        `${range[0]} to ${range[1]}; ${advice}`,
    ]);
  });

  it.each([
    ['tanh', [-1, 1]],
    ['tanh', [-0.5, 0.5]],
    ['sigmoid', [0, 1]],
    ['relu', [0, 1]],
    ['leakyRelu', [-1, 1]],
  ] as const)('a generator that ends in %s goes with data in %o', (kind, range) => {
    const json = { ...(withGenerator(pixels, { kind }, image) as object), data: { kind: 'mnist', range } };
    expect(() => parseModel(json)).not.toThrow();
  });

  it('a bounded generator cannot reach the points of a toy', () => {
    const points = {
      ...(model({ data: { kind: 'swiss-roll' }, critic: { layers: [score] } }) as object),
      generator: { layers: [{ kind: 'dense', units: 2 }, { kind: 'tanh' }] },
    };
    expect(mistakesOf(points)[0]).toMatch(
      /tanh gives values from -1 to 1, but the data 'swiss-roll' goes from -2 to 2/,
    );
  });
});
