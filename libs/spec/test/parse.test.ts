/** What parseModel accepts, fills in and says about mistakes. */
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../src/index.js';
import { messageOf, model, withCritic } from './models.js';

const adam = { kind: 'adam', learningRate: 1e-4 };
const mistakesOf = (json: unknown) => messageOf(() => parseModel(json)).split('\n');

describe('parseModel', () => {
  it('fills in every default', () => {
    const spec = parseModel(model());
    expect(spec.description).toBe('');
    expect(spec.data).toEqual({ kind: 'mnist', range: [-1, 1] });
    expect(spec.latent).toEqual({ size: 4, distribution: 'normal' });
    expect(spec.generator.init).toEqual({ scheme: 'he' });
    expect(spec.critic.layers[0]).toEqual({
      kind: 'conv',
      filters: 2,
      kernel: 4,
      stride: 4,
      padding: 'same',
      bias: true,
    });
    expect(spec.objective.lipschitz).toEqual({ method: 'gradientPenalty', lambda: 10, sided: 'two' });
    expect(spec.training).toEqual({
      batchSize: 64,
      steps: 10,
      criticSteps: 5,
      criticWarmup: null,
      criticOptimizer: { kind: 'adam', learningRate: 1e-4, beta1: 0, beta2: 0.9, epsilon: 1e-8 },
      generatorOptimizer: { kind: 'adam', learningRate: 1e-4, beta1: 0, beta2: 0.9, epsilon: 1e-8 },
      learningRateDecay: 'none',
      ema: 0,
    });
  });

  it("fills in the authors' warm-up, PyTorch's RMSProp and the paper's clip", () => {
    const spec = parseModel(
      model({
        objective: { loss: 'wasserstein', lipschitz: { method: 'clip' } },
        training: {
          steps: 1,
          criticWarmup: {},
          criticOptimizer: { kind: 'rmsprop', learningRate: 5e-5 },
          generatorOptimizer: { kind: 'sgd', learningRate: 1 },
        },
      }),
    );
    expect(spec.objective.lipschitz).toEqual({ method: 'clip', limit: 0.01, when: 'afterStep' });
    expect(spec.training.criticWarmup).toEqual({ generatorSteps: 25, every: 500, criticSteps: 100 });
    expect(spec.training.criticOptimizer).toEqual({
      kind: 'rmsprop',
      learningRate: 5e-5,
      decay: 0.99,
      epsilon: 1e-8,
      semantics: 'pytorch',
      momentum: 0,
    });
    expect(spec.training.generatorOptimizer).toEqual({ kind: 'sgd', learningRate: 1, momentum: 0 });
  });

  it('is idempotent: its result parses to itself', () => {
    const spec = parseModel(model());
    expect(parseModel(spec)).toEqual(spec);
  });
});

describe('mistakes', () => {
  it('are all in one error with a stable code', () => {
    const json = withCritic({ kind: 'conv', filters: 2, kernell: 4 });
    expect(() => parseModel(json)).toThrow(KantorError);
    expect(() => parseModel(json)).toThrow(expect.objectContaining({ code: 'spec/invalid' }));
    expect(mistakesOf(json)).toEqual([
      'model.json: critic.layers[0].kernel: missing; expected a whole number of at least 1, or two of them: [rows, columns]',
      "model.json: critic.layers[0].kernell: unknown key; did you mean 'kernel'?",
    ]);
  });

  it('name their source', () => {
    expect(messageOf(() => parseModel(7, 'models/x/model.json'))).toBe(
      'models/x/model.json: expected an object { … }, got 7',
    );
  });

  const conv = { kind: 'conv', filters: 1, kernel: 3 };
  const rows: [what: string, json: unknown, line: string][] = [
    [
      'an unknown key at the top',
      model({ critc: {} } as object),
      "critc: unknown key; did you mean 'critic'?",
    ],
    [
      'a key that resembles nothing',
      model({ latent: { size: 4, zzz: 1 } }),
      "latent.zzz: unknown key; known keys are 'size' or 'distribution'",
    ],
    ['a missing part', model({ data: undefined }), 'data: missing; expected an object { … }'],
    ['no object', null, 'expected an object { … }, got null'],
    ['a list for an object', [], 'expected an object { … }, got []'],
    [
      'an unknown kind of layer',
      withCritic({ kind: 'cnov' }),
      "critic.layers[0].kind: unknown kind 'cnov'; did you mean 'conv'?",
    ],
    [
      'an unknown kind inside a residual block',
      withCritic({ kind: 'residual', body: [{ kind: 'relu' }, { kind: 'Conv2D' }] }),
      "critic.layers[0].body[1].kind: unknown kind 'Conv2D'; did you mean 'conv'?",
    ],
    [
      'a layer without a kind',
      withCritic({ units: 3 }),
      /^critic\.layers\[0\]\.kind: missing; expected one of 'dense', 'conv', .* or 'residual'$/.source,
    ],
    ['no layers', withCritic(), 'critic.layers: expected a list with at least 1 entry, got []'],
    [
      'an unknown data kind',
      model({ data: { kind: 'fashionmnist' } }),
      "data.kind: unknown kind 'fashionmnist'; did you mean 'fashion-mnist'?",
    ],
    [
      'an unknown init scheme',
      model({ critic: { layers: [conv], init: { scheme: 'kaiming' } } }),
      "critic.init.scheme: unknown scheme 'kaiming'; expected 'normal', 'he', 'glorot' or 'pytorch'",
    ],
    [
      'a word for another',
      model({ latent: { size: 4, distribution: 'Normale' } }),
      "latent.distribution: expected one of 'normal' or 'uniform', got 'Normale'; did you mean 'normal'?",
    ],
    [
      'a mistyped padding',
      withCritic({ ...conv, padding: 'smae' }),
      "critic.layers[0].padding: expected 'same', 'valid', a whole number of at least 0, or [top, left, bottom, right], got 'smae'; did you mean 'same'?",
    ],
    [
      "padding 'valid' for convTranspose",
      withCritic({ ...conv, kind: 'convTranspose', padding: 'valid' }),
      "critic.layers[0].padding: expected 'same', a whole number of at least 0, or [top, left, bottom, right], got 'valid'",
    ],
    ['a text for a number', model({ latent: { size: '4' } }), "latent.size: expected a number, got '4'"],
    ['a broken number', model({ latent: { size: 1.5 } }), 'latent.size: expected a whole number, got 1.5'],
    [
      'a number too small',
      model({ latent: { size: 0 } }),
      'latent.size: expected a number of at least 1, got 0',
    ],
    [
      'a latent without measure',
      model({ latent: { size: 1e9 } }),
      'latent.size: expected a number of at most 65536, got 1000000000',
    ],
    [
      'a rate of 1',
      withCritic({ kind: 'dropout', rate: 1 }),
      'critic.layers[0].rate: expected a number of less than 1, got 1',
    ],
    [
      'a range the wrong way round',
      model({ data: { kind: 'mnist', range: [1, -1] } }),
      'data.range: expected [lowest, highest] with lowest < highest, got [1,-1]',
    ],
    [
      'a range that is no pair',
      model({ data: { kind: 'mnist', range: 1 } }),
      'data.range: expected [lowest, highest], got 1',
    ],
    [
      'two channels',
      model({ data: { kind: 'folder', size: 8, channels: 2 } }),
      'data.channels: expected 1 (grey) or 3 (colour), got 2',
    ],
    [
      'a name with spaces',
      model({ name: 'My model' }),
      "name: expected small letters, digits and dashes, such as mnist-wgan-gp, got 'My model'",
    ],
    ['true for a text', model({ description: true }), 'description: expected a text, got true'],
    [
      'an optimizer without a learning rate',
      model({ training: { steps: 1, criticOptimizer: { kind: 'adam', lr: 1 }, generatorOptimizer: adam } }),
      'training.criticOptimizer.learningRate: missing; expected a number',
    ],
  ];
  it.each(rows)('%s', (_what, json, line) => {
    const wanted = line.startsWith('^')
      ? new RegExp(line.replace('^', '^model\\.json: '))
      : `model.json: ${line}`;
    const match = mistakesOf(json).filter((m) =>
      typeof wanted === 'string' ? m === wanted : wanted.test(m),
    );
    expect(match, mistakesOf(json).join('\n')).toHaveLength(1);
  });

  it('shorten long values', () => {
    expect(mistakesOf(model({ latent: { size: Array.from({ length: 99 }, () => 1) } }))[0]).toMatch(
      /^.{80,120}…$/,
    );
  });
});
