/** What the programs read, change and give, beyond the numbers that golden-steps.test.ts compares. */
import type { Program } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { floats, type TensorMap } from '@kantor/tensor';
import { createModel, networkStates } from '../src/model.js';
import { criticStep, generatorStep, sample, samplingGraph, score } from '../src/programs.js';
import { feedsFor, shakenState } from './support/feeds.js';
import { imageModel, pointModel } from './support/models.js';
import { numbersOf, runProgram, type Numbers } from './support/run.js';

const changed = ({ state }: Program): string[] => state.flatMap(({ name, next }) => (next ? [name] : []));
const feeds = (program: Program): string[] => program.feeds.map(({ op }) => op.name);
const owner = (name: string): string => /(critic|generator)(\.|$)/.exec(name)?.[1] ?? name;
const owners = (program: Program): string[] => [...new Set(changed(program).map(owner))];

const points = createModel(pointModel({ training: { ema: 0.9 } }));
const images = createModel(imageModel('afterStep', 0.1));
const averaged = createModel({
  ...images.spec,
  training: { ...images.spec.training, ema: 0.9 },
});

describe('the critic step', () => {
  it('changes the critic alone, and all of it: parameters, slots, running statistics', () => {
    expect(owners(criticStep(images, 4))).toEqual(['critic']);
    const all = [...images.shapes.keys()].filter((name) => owner(name) === 'critic');
    expect(changed(criticStep(images, 4)).sort()).toEqual(all.sort());
  });

  it('takes the running statistics from real samples, which are what a critic is asked about later', () => {
    const program = criticStep(images, 4);
    const given = { ...shakenState(images), ...feedsFor(program) };
    const other = { ...given, latent: floats([4, 3], new Array<number>(12).fill(0.1)) };
    const statistics = (values: TensorMap) => runProgram(program, values)['critic.1.mean'].data;
    expect(statistics(other)).toEqual(statistics(given));
  });

  it('asks for a mix only with a gradient penalty', () => {
    expect(feeds(criticStep(points, 4))).toEqual(['real', 'latent', 'learningRate', 'mix']);
    expect(feeds(criticStep(images, 4))).toEqual(['real', 'latent', 'learningRate']);
  });

  it('gives penalty, gradient norm and divergence where there are such', () => {
    const gan = createModel(pointModel({ objective: { loss: 'gan', lipschitz: { method: 'none' } } }));
    const outputs = [points, images, gan].map((model) => Object.keys(criticStep(model, 4).outputs).sort());
    expect(outputs).toEqual([
      ['gradientNorm', 'loss', 'penalty', 'wasserstein'],
      ['loss', 'wasserstein'],
      ['divergence', 'loss', 'wasserstein'],
    ]);
  });

  it('gives a loss that is the negative estimate plus the penalty', () => {
    const program = criticStep(points, 4);
    const { loss, wasserstein, penalty } = runProgram(program, {
      ...shakenState(points),
      ...feedsFor(program),
    });
    expect(loss.data[0]).toBeCloseTo(penalty.data[0] - wasserstein.data[0], 12);
  });
});

describe('the generator step', () => {
  it('changes the generator alone, its average included', () => {
    expect(owners(generatorStep(averaged, 4))).toEqual(['generator']);
    const all = [...averaged.shapes.keys()].filter((name) => owner(name) === 'generator');
    expect(changed(generatorStep(averaged, 4)).sort()).toEqual(all.sort());
  });

  it('moves the average by decay · average + (1 − decay) · the new value, running statistics too', () => {
    const program = generatorStep(averaged, 4);
    const before = shakenState(averaged);
    const after = runProgram(program, { ...before, ...feedsFor(program) });
    for (const { name } of networkStates(averaged.generator)) {
      after[`ema.${name}`].data.forEach((value, i) => {
        expect(value, name).toBeCloseTo(
          0.75 * Number(before[`ema.${name}`].data[i]) + 0.25 * after[name].data[i],
          12,
        );
      });
    }
  });

  it('gives the norm of the parameters as they are after it, without the running statistics', () => {
    const program = generatorStep(images, 4);
    const before = shakenState(images);
    const after = runProgram(program, { ...before, ...feedsFor(program) });
    const norm = (names: readonly { name: string }[], from: Numbers) =>
      Math.hypot(...names.flatMap(({ name }) => Array.from(from[name].data, Number)));
    expect(after['generatorNorm'].data[0]).toBeCloseTo(norm(images.generator.parameters, after), 12);
    expect(after['criticNorm'].data[0]).toBeCloseTo(norm(images.critic.parameters, before), 12);
  });
});

describe('dropout', () => {
  const layers = [
    { kind: 'dense', units: 8 },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'dense', units: 1 },
  ] as const;
  const model = createModel(pointModel({ critic: { layers: [...layers] } }));

  it('has noise of its own for each use of the critic', () => {
    expect(feeds(criticStep(model, 4)).filter((name) => name.startsWith('noise/'))).toEqual([
      'noise/real/critic.1.noise',
      'noise/fake/critic.1.noise',
      'noise/mixed/critic.1.noise',
    ]);
    expect(feeds(generatorStep(model, 4))).toContain('noise/fake/critic.1.noise');
  });

  it('is off in scores', () => {
    expect(feeds(score(model, 4))).toEqual(['x']);
  });
});

describe('sampling', () => {
  const state = shakenState(averaged);
  const latent = feedsFor(sample(averaged, 4, 'raw'));
  const ema: TensorMap = Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, state[`ema.${name}`] ?? value]),
  );
  const samples = (weights: 'ema' | 'raw', from: TensorMap) =>
    Array.from(runProgram(sample(averaged, 4, weights), { ...from, ...latent })['samples'].data);

  it('uses the average or the weights of the last step, as asked', () => {
    expect(samples('ema', state)).toEqual(samples('raw', ema));
    expect(samples('ema', state)).not.toEqual(samples('raw', state));
  });

  it('gives a sample that does not depend on the others in its batch', () => {
    const one = sample(averaged, 1, 'raw');
    const first = { latent: floats([1, 3], (latent['latent'].data as Float32Array).slice(0, 3)) };
    const alone = runProgram(one, { ...state, ...first })['samples'].data;
    expect(Array.from(alone)).toEqual(samples('raw', state).slice(0, alone.length));
  });

  it('is the same in the graph that is exported, for any batch', () => {
    const graph = samplingGraph(averaged);
    expect(graph.samples.shape).toEqual(['N', 1, 4, 4]);
    expect(graph.weights.map(({ op }) => op.name)).toEqual(
      networkStates(averaged.generator).map(({ name }) => name),
    );
    expect(numbersOf(graph.samples, { ...state, ...latent })).toEqual(samples('raw', state));
  });
});
