/** What a sampler makes of a file's header and of what the caller says; and what it refuses. */
import type { OnnxHeader } from '@kantor/onnx/header';
import { KantorError, rngAlgorithm } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../src/describe.js';
import type { ModelHints } from '../src/model-info.js';

const metadata = {
  'kantor.format': '1',
  'kantor.model': 'digits',
  'kantor.latent.size': '64',
  'kantor.latent.distribution': 'normal',
  'kantor.latent.rng': rngAlgorithm,
  'kantor.sample.shape': '[1,28,28]',
  'kantor.value.range': '[-1,1]',
};
const ours: OnnxHeader = {
  producer: 'kantor',
  irVersion: 8,
  opset: 17,
  name: 'graph',
  inputs: [{ name: 'latent', type: 'float', shape: ['N', 64] }],
  outputs: [{ name: 'samples', type: 'float', shape: ['N', 1, 28, 28] }],
  metadata,
  externalData: false,
  stored: { float: 400_000 },
};
const foreign: OnnxHeader = {
  ...ours,
  inputs: [{ name: 'input.1', type: 'float', shape: ['batch', 100, 1, 1] }],
  outputs: [{ name: '42', type: 'float', shape: ['batch', 3, 'h', 'w'] }],
  metadata: {},
};
const hints: ModelHints = { latent: { distribution: 'normal' }, shape: [3, 64, 64], range: [0, 1] };
const file = { hash: 'abc', bytes: 1 };
const describeOne = (header: Partial<OnnxHeader>, given: ModelHints = {}) =>
  describeModel({ ...ours, ...header }, given, file);

describe('a model', () => {
  it('of ours tells everything itself', () => {
    const { info, ports } = describeOne({});
    expect(info).toEqual({
      name: 'digits',
      hash: 'abc',
      bytes: 1,
      latent: { size: 64, distribution: 'normal' },
      shape: [1, 28, 28],
      range: [-1, 1],
      labels: undefined,
      ports,
      dtype: 'float32',
      opset: 17,
      metadata,
    });
    expect(ports).toEqual({
      latent: { name: 'latent', shape: [64] },
      labels: undefined,
      output: { name: 'samples', shape: [1, 28, 28] },
      batch: undefined,
    });
  });

  it('of others is what the caller says it is', () => {
    const { info, ports } = describeModel(foreign, hints, file);
    expect(info).toMatchObject({
      name: 'graph',
      latent: { size: 100, distribution: 'normal' },
      shape: [3, 64, 64],
      range: [0, 1],
    });
    expect(ports.latent).toEqual({ name: 'input.1', shape: [100, 1, 1] });
  });

  it('that declares nothing but names is what the caller says', () => {
    const header = {
      inputs: [{ name: 'z', type: 'float', shape: ['N', 'Z'] }],
      outputs: [{ name: 'y', type: 'float', shape: [] }],
      metadata: {},
    };
    const { info } = describeOne(header, { ...hints, latent: { size: 12, distribution: 'uniform' } });
    expect(info).toMatchObject({ latent: { size: 12, distribution: 'uniform' }, shape: [3, 64, 64] });
  });

  it('of points has no range', () => {
    const { 'kantor.value.range': _, ...rest } = metadata;
    const { info } = describeOne({
      outputs: [{ name: 'samples', type: 'float', shape: ['N', 2] }],
      metadata: { ...rest, 'kantor.sample.shape': '[2]' },
    });
    expect(info).toMatchObject({ shape: [2], range: undefined });
  });

  it('of one batch size is called with that', () => {
    const inputs = [{ name: 'latent', type: 'float', shape: [8, 64] }];
    expect(describeOne({ inputs }).ports.batch).toBe(8);
  });

  it('with several outputs gives the one named samples', () => {
    const outputs = [{ name: 'features', type: 'float', shape: ['N', 9] }, ...ours.outputs];
    expect(describeOne({ outputs }).ports.output.name).toBe('samples');
  });

  it.each([
    ['int64', ['N'], { dtype: 'int64', shape: [], classes: undefined }],
    ['int32', ['N', 1], { dtype: 'int32', shape: [1], classes: undefined }],
    ['float', ['N', 10], { dtype: 'float32', shape: [10], classes: 10 }],
  ])('with labels of %s %j is told classes', (type, shape, expected) => {
    const { info, ports } = describeOne({ inputs: [{ name: 'label', type, shape }, ...ours.inputs] });
    expect(ports.labels).toEqual({ name: 'label', ...expected });
    expect(info.labels).toEqual({ classes: expected.classes });
    expect(ports.latent.name).toBe('latent');
  });
});

describe('refused are', () => {
  const outcome = (header: Partial<OnnxHeader>, given: ModelHints = {}): string => {
    try {
      describeOne(header, given);
      return 'accepted';
    } catch (error) {
      return error instanceof KantorError ? `${error.code}: ${error.message}` : String(error);
    }
  };
  const input = (type: string, ...shape: (number | string)[]) => ({ inputs: [{ name: 'z', type, shape }] });
  const output = (type: string, ...shape: (number | string)[]) => ({ outputs: [{ name: 'y', type, shape }] });
  const say = (key: string, value: string) => ({ metadata: { ...metadata, [`kantor.${key}`]: value } });
  const label = (type: string, ...shape: (number | string)[]) => ({
    inputs: [...ours.inputs, { name: 'label', type, shape }],
  });

  it.each<[string, Partial<OnnxHeader>, string]>([
    [
      'no inputs',
      { inputs: [] },
      'sampler/inputs: Expected a generator, which takes latents [N, Z] and perhaps labels; this model takes none.',
    ],
    ['three inputs', { inputs: [...ours.inputs, ...ours.inputs, ...ours.inputs] }, 'sampler/inputs'],
    ['an input without a batch', input('float', 64), 'sampler/inputs: Expected a generator'],
    [
      'a batch of none',
      input('float', 0, 64),
      "sampler/inputs: The model's input 'z' (float [0, 64]) has no batch",
    ],
    ['a batch of less than none', input('float', -1, 64), 'sampler/inputs'],
    [
      'token numbers',
      input('int64', 'N', 64),
      "sampler/dtype: The model's input 'z' (int64 [N, 64]) is int64; expected float",
    ],
    ['half floats out', output('float16', 'N', 1, 28, 28), "sampler/dtype: The model's output 'y'"],
    [
      'no outputs',
      { outputs: [] },
      "sampler/outputs: Expected a generator, which has one output or one that is named 'samples'; this model has none.",
    ],
    [
      'two outputs',
      { outputs: [...output('float', 'N').outputs, ...output('float', 'N').outputs] },
      "this model has 'y', 'y'",
    ],
    [
      'another latent size',
      input('float', 'N', 32),
      "sampler/latent: The file's metadata say that a latent has 64 numbers, but the model's input is 'z' (float [N, 32])",
    ],
    [
      'another sample shape',
      output('float', 'N', 1, 32, 32),
      "sampler/shape: The file's metadata say that a sample has the shape [1, 28, 28], but the model's output is 'y' (float [N, 1, 32, 32])",
    ],
    ['another rank', output('float', 'N', 'pixels'), 'and [1, 28, 28] does not fit it'],
    [
      'labels that are images',
      label('float', 'N', 3, 3, 3),
      "sampler/inputs: The model's second input 'label' (float [N, 3, 3, 3]) is no label",
    ],
    ['labels of two numbers', label('int64', 'N', 2), 'sampler/inputs'],
    ['labels of words', label('string', 'N'), 'sampler/inputs'],
    ['rows of unknown classes', label('float', 'N', 'K'), 'sampler/inputs'],
    [
      'weights elsewhere',
      { externalData: true },
      'sampler/external-data: The model keeps weights in other files',
    ],
    [
      'a later format',
      say('format', '2'),
      "sampler/metadata: The file's metadata say kantor.format = '2'; expected '1'",
    ],
    ['other random numbers', say('latent.rng', 'mt19937'), "kantor.latent.rng = 'mt19937'"],
    ['a distribution of no sort', say('latent.distribution', 'cauchy'), "expected 'normal' or 'uniform'"],
    ['a size of no sort', say('latent.size', '6e1'), "kantor.latent.size = '6e1'; expected a whole number"],
    ['a size of nothing', say('latent.size', '0'), 'sampler/metadata'],
    ['a shape of no sort', say('sample.shape', '28x28'), 'such as [1,28,28]'],
    ['a shape of nothing', say('sample.shape', '[1,0,28]'), 'sampler/metadata'],
    ['a shape without end', say('sample.shape', `[${'1,'.repeat(99)}1]`), '1,1,1…'],
    ['a range of no sort', say('value.range', '[1,-1]'), 'expected two rising numbers'],
    ['a range of three', say('value.range', '[0,1,2]'), 'sampler/metadata'],
    ['a range of null', say('value.range', 'null'), 'sampler/metadata'],
  ])('%s', (_what, header, message) => {
    expect(outcome(header)).toContain(message);
  });

  it('samples that fill a memory', () => {
    const outputs = [{ name: 'y', type: 'float', shape: ['N', 3, 65536, 65536] }];
    expect(outcome({ outputs, metadata: {} }, hints)).toContain('[3, 64, 64]');
    expect(outcome({ outputs, metadata: {} }, { latent: { distribution: 'normal' } })).toContain(
      'sampler/size',
    );
    expect(outcome(input('float', 'N', 2 ** 40), { latent: { size: 2 ** 40 } })).toContain('sampler/size');
  });

  it('files that say nothing, with what the caller must say', () => {
    const { metadata, ...header } = foreign;
    const silent = { ...header, metadata };
    expect(outcome(silent)).toContain("say so: { latent: { distribution: 'normal' } }");
    expect(outcome(silent, { latent: { distribution: 'normal' } })).toContain(
      'say so: { shape: [3, 64, 64] }',
    );
    expect(outcome({ ...silent, ...input('float', 'N', 'Z') }, hints)).toContain('{ latent: { size: 100 } }');
  });

  it('callers who contradict the file, or make no sense', () => {
    expect(outcome({}, { latent: { size: 65 } })).toContain('You say that a latent has 65 numbers');
    expect(outcome({}, { shape: [1, 32, 32] })).toContain('You say that a sample has the shape [1, 32, 32]');
    for (const range of [[1, 1], [-1], [-1, 1, 2], ['-1', '1'], [-Infinity, 1], 'x', 5, null]) {
      expect(outcome({}, { range: range as never })).toContain('sampler/range');
    }
    expect(outcome({}, { range: 'x' as never })).toContain(
      "is 'x'; expected two rising numbers, such as [-1, 1]",
    );
    expect(outcome({}, { latent: { distribution: 'gauss' as never } })).toContain("is 'gauss'");
  });
});
