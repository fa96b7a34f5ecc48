/** A run is a function of its spec and its seed: the same bits again, whether it was stopped or not. */
import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '@kantor/spec';
import { decodeSafetensors, encodeSafetensors } from '@kantor/checkpoint';
import type { Loaded } from '@kantor/engine';
import { KantorError } from '@kantor/tensor';
import { imageModel, pointModel } from '../../libs/wgan/test/support/models.js';
import { expectSameBits, open, takeSteps } from './support.js';

const dropout = { kind: 'dropout', rate: 0.25 } as const;
const criticWarmup = { generatorSteps: 2, every: 4, criticSteps: 3 };

/** Everything that a state or a position could be lost from: Adam's counts, averages, noise, warm-up, decay. */
const points = pointModel({
  critic: { layers: [{ kind: 'dense', units: 8 }, { kind: 'tanh' }, dropout, { kind: 'dense', units: 1 }] },
  training: { ema: 0.99, criticWarmup, learningRateDecay: 'linear' },
});
const images = imageModel('beforeStep', 0.1);
const models: [name: string, spec: ModelSpec][] = [
  ['WGAN-GP with Adam, dropout and a moving average', points],
  ['WGAN with RMSProp and batch norm', images],
];
const length = 6;

describe.each(models)('a run of %s', (_, spec) => {
  it('gives the same bits for the same seed, reports included', async () => {
    const [one, two] = [await open(spec), await open(spec)];
    for (let i = 0; i < length; i++) expect(await one.step()).toEqual(await two.step());
    expectSameBits(await one.state(), await two.state());
  });

  it('gives other weights for another seed', async () => {
    const [one, two] = [await open(spec), await open(spec, { seed: 2 })];
    await takeSteps(one, 1);
    await takeSteps(two, 1);
    const [a, b] = [await one.state(), await two.state()];
    for (const name of ['critic.0.kernel', 'generator.0.kernel'].filter((kernel) => kernel in a)) {
      expect(a[name].data, name).not.toEqual(b[name].data);
    }
  });

  it.each([0, 1, 2, 5])('that stops after %i steps and goes on ends as if it had not', async (stop) => {
    const whole = await open(spec);
    await takeSteps(whole, length);

    const first = await open(spec);
    await takeSteps(first, stop);
    const { progress } = first;
    const { tensors: state } = decodeSafetensors(encodeSafetensors(await first.state()));
    await takeSteps(first, 1); // What it does after it was saved must not matter.

    const second = await open(spec, { resume: { progress, state } });
    expect(second.progress).toEqual(progress);
    await takeSteps(second, length - stop);
    expect(second.progress).toEqual(whole.progress);
    expectSameBits(await second.state(), await whole.state());
  });
});

describe.each(models)('a step of %s that fails', (_, spec) => {
  /** Fails the run number `at` of all programs together, once. */
  const failing = (at: number) => (loaded: Loaded) => {
    let runs = 0;
    const run: Loaded['run'] = (program, feeds) =>
      runs++ === at
        ? Promise.reject(new KantorError('engine/memory', 'No memory is left.'))
        : loaded.run(program, feeds);
    return { ...loaded, run };
  };

  // Runs of the one are cccg cccg ccg …, so that 3 and 7 are a generator's.
  it.each([0, 1, 3, 6, 7, 10])('at run %i leaves a state from which the same run goes on', async (at) => {
    const whole = await open(spec);
    await takeSteps(whole, length);

    const first = await open(spec, { wrap: failing(at) });
    await expect(takeSteps(first, length)).rejects.toMatchObject({ code: 'engine/memory' });
    const { progress } = first;
    expect(progress.step).toBeLessThan(length);
    const state = await first.state();

    const second = await open(spec, { resume: { progress, state } });
    for (const training of [first, second]) {
      await takeSteps(training, length - progress.step);
      expect(training.progress).toEqual(whole.progress);
      expectSameBits(await training.state(), await whole.state());
    }
  });
});

describe('a saved state', () => {
  it('is what a run goes on from, whatever its own seed would have drawn', async () => {
    const first = await open(points);
    await takeSteps(first, 2);
    const resume = { progress: first.progress, state: await first.state() };
    const second = await open(points, { seed: 2, resume });
    expectSameBits(await second.state(), resume.state);
  });

  it('is a copy: later steps do not change it', async () => {
    const training = await open(points);
    const saved = await training.state();
    const before = saved['critic.0.kernel'].data.slice();
    await takeSteps(training, 2);
    expect(saved['critic.0.kernel'].data).toEqual(before);
  });
});
