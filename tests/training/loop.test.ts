/** The training loop on the real engine: what runs, in which order, and what it is fed. */
import { describe, expect, it } from 'vitest';
import { KantorError } from '@kantor/tensor';
import { averageDecayAt, drawLatents, type BatchSource } from '@kantor/wgan';
import { imageModel, pointModel } from '../../libs/wgan/test/support/models.js';
import {
  expectSameBits,
  firstNumber,
  noiseSource,
  open,
  recordRuns,
  takeSteps,
  type Run,
} from './support.js';

/** `ccg` for two critic steps and a generator step. */
const order = (runs: readonly Run[]): string => runs.map(({ program }) => program[0]).join('');
const feedsOf = (runs: readonly Run[], program: string) =>
  runs.filter((run) => run.program === program).map(({ feeds }) => feeds);

describe('a step', () => {
  it('runs n_critic critic steps and then one generator step', async () => {
    const runs: Run[] = [];
    const training = await open(pointModel(), { wrap: recordRuns(runs) });
    await takeSteps(training, 3);
    expect(order(runs)).toBe('ccgccgccg');
    expect(training.progress).toEqual({ step: 3, criticSteps: 6 });
  });

  it('runs more critic steps in the warm-up and at its repeats', async () => {
    const runs: Run[] = [];
    const criticWarmup = { generatorSteps: 2, every: 4, criticSteps: 3 };
    const spec = pointModel({ training: { criticSteps: 1, criticWarmup } });
    const training = await open(spec, { wrap: recordRuns(runs) });
    await takeSteps(training, 6);
    expect(order(runs)).toBe('cccg' + 'cccg' + 'cg' + 'cg' + 'cccg' + 'cg');
    expect(training.progress).toEqual({ step: 6, criticSteps: 12 });
  });

  it('reports where it is and what it saw', async () => {
    const training = await open(pointModel());
    const report = await training.step();
    expect(report).toMatchObject({ step: 1, criticSteps: 2, learningRate: 0.01, samplesSeen: 8 });
    expect(report.criticLoss).toBeCloseTo((report.penalty ?? NaN) - report.wasserstein, 5);
    expect(report.gradientNorm).toBeGreaterThan(0);
    expect(report).not.toHaveProperty('divergence');
  });

  it('reports the divergence of the GAN loss, and no penalty where there is none', async () => {
    const training = await open(pointModel({ objective: { loss: 'gan', lipschitz: { method: 'none' } } }));
    const report = await training.step();
    expect(report.divergence).toBeCloseTo(Math.LN2 - report.criticLoss / 2, 5);
    expect(report).not.toHaveProperty('penalty');
    expect(report).not.toHaveProperty('gradientNorm');
  });
});

describe('feeds', () => {
  it('hold the batches of data in order, each one once', async () => {
    const asked: [index: number, size: number][] = [];
    const spec = pointModel();
    const source = noiseSource(spec);
    const watched: BatchSource = {
      ...source,
      batch(index, size) {
        asked.push([index, size]);
        return source.batch(index, size);
      },
    };
    const runs: Run[] = [];
    await takeSteps(await open(spec, { source: watched, wrap: recordRuns(runs) }), 3);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5].map((index) => [index, 4]));
    feedsOf(runs, 'criticStep').forEach((feeds, index) => {
      expect(feeds['real']).toEqual(source.batch(index, 4));
    });
  });

  it('hold new latents and a new mix at every run', async () => {
    const runs: Run[] = [];
    await takeSteps(await open(pointModel(), { wrap: recordRuns(runs) }), 3);
    const latents = runs.map(({ feeds }) => String((feeds['latent'].data as Float32Array).join()));
    expect(new Set(latents).size).toBe(9);
    const mixes = feedsOf(runs, 'criticStep').map(({ mix }) => mix.data as Float32Array);
    expect(new Set(mixes.map((mix) => mix.join())).size).toBe(6);
    for (const mix of mixes) expect(mix.every((epsilon) => epsilon >= 0 && epsilon < 1)).toBe(true);
  });

  it('hold latents of the distribution that the spec names', async () => {
    const runs: Run[] = [];
    const spec = pointModel({ latent: { size: 64, distribution: 'uniform' } });
    await takeSteps(await open(spec, { wrap: recordRuns(runs) }), 2);
    for (const { feeds } of runs) {
      const values = feeds['latent'].data as Float32Array;
      expect(values.every((value) => value >= -1 && value < 1)).toBe(true);
      expect(Math.min(...values)).toBeLessThan(-0.9);
      expect(Math.max(...values)).toBeGreaterThan(0.9);
    }
  });

  it('hold the learning rate of each network, falling as the spec says', async () => {
    const runs: Run[] = [];
    const spec = pointModel({
      training: {
        criticOptimizer: { kind: 'sgd', learningRate: 0.5 },
        generatorOptimizer: { kind: 'sgd', learningRate: 0.25 },
        learningRateDecay: 'linear',
      },
    });
    const training = await open(spec, { steps: 4, wrap: recordRuns(runs) });
    const reported = [(await training.step()).learningRate, (await training.step()).learningRate];
    const rates = (program: string) =>
      feedsOf(runs, program).map((feeds) => firstNumber(feeds['learningRate']));
    expect(rates('criticStep')).toEqual([0.5, 0.5, 0.375, 0.375]);
    expect(rates('generatorStep')).toEqual([0.25, 0.1875]);
    expect(reported).toEqual([0.25, 0.1875]);
  });

  it('hold the decay of the moving average', async () => {
    const runs: Run[] = [];
    const spec = pointModel({ training: { ema: 0.15 } });
    await takeSteps(await open(spec, { wrap: recordRuns(runs) }), 3);
    const decays = feedsOf(runs, 'generatorStep').map((feeds) => firstNumber(feeds['averageDecay']));
    expect(decays).toEqual([0, 1, 2].map((step) => Math.fround(averageDecayAt(spec.training, step))));
    expect(decays).toEqual([0.1, 0.15, 0.15].map(Math.fround));
  });

  it('hold dropout noise that differs from use to use and from run to run', async () => {
    const runs: Run[] = [];
    const dropout = { kind: 'dropout', rate: 0.5 } as const;
    const spec = pointModel({
      critic: { layers: [{ kind: 'dense', units: 8 }, dropout, { kind: 'dense', units: 1 }] },
      generator: { layers: [{ kind: 'dense', units: 8 }, dropout, { kind: 'dense', units: 2 }] },
    });
    await takeSteps(await open(spec, { wrap: recordRuns(runs) }), 2);
    const noises = runs.flatMap(({ feeds }) =>
      Object.entries(feeds)
        .filter(([name]) => name.startsWith('noise/'))
        .map(([, { data }]) => (data as Float32Array).join()),
    );
    // Four critic steps with generator, real, fake and mixed; two generator steps with generator and fake.
    expect(noises).toHaveLength(4 * 4 + 2 * 2);
    expect(new Set(noises).size).toBe(noises.length);
  });
});

describe('samples', () => {
  it('come from the moving average where there is one', async () => {
    const spec = pointModel({ training: { ema: 0.99 } });
    const training = await open(spec);
    await takeSteps(training, 3);
    const latents = drawLatents(spec.latent, 4, 9, 'test');
    const samples = await training.sample(latents);

    const state = await training.state();
    const raw = pointModel({ training: { ema: 0 } });
    const sampleOf = async (weights: (name: string) => string) => {
      const names = Object.keys(state).filter((name) => !name.startsWith('ema.'));
      const from = Object.fromEntries(names.map((name) => [name, state[weights(name)] ?? state[name]]));
      const other = await open(raw, { resume: { progress: training.progress, state: from } });
      return other.sample(latents);
    };
    expectSameBits({ samples }, { samples: await sampleOf((name) => `ema.${name}`) });
    expect(samples.data).not.toEqual((await sampleOf((name) => name)).data);
  });

  it('have the shape of the data, and scores that of a batch', async () => {
    const spec = imageModel('afterStep', 0.1);
    const training = await open(spec);
    await training.step();
    const samples = await training.sample(drawLatents(spec.latent, 4, 9, 'test'));
    expect(samples.shape).toEqual([4, 1, 4, 4]);
    expect((await training.score(samples)).shape).toEqual([4, 1]);
  });

  it('do not move the training', async () => {
    const spec = imageModel('afterStep', 0.1);
    const [watched, alone] = [await open(spec), await open(spec)];
    for (let i = 0; i < 3; i++) {
      await watched.score(await watched.sample(drawLatents(spec.latent, 4, i, 'test')));
      await watched.step();
      await alone.step();
    }
    expectSameBits(await watched.state(), await alone.state());
  });
});

describe('what goes wrong', () => {
  it('is said of data of another shape, before anything runs', async () => {
    const source = noiseSource(imageModel('afterStep', 0.1));
    await expect(open(pointModel(), { source })).rejects.toThrow(
      new KantorError('wgan/data', 'The model is made for samples of shape [2], but the data has [1, 4, 4].'),
    );
  });

  it('is said of a state that lacks a tensor', async () => {
    const training = await open(pointModel());
    const { 'critic.0.kernel': _, ...state } = await training.state();
    const resume = { progress: training.progress, state };
    await expect(open(pointModel(), { resume })).rejects.toThrow(/'critic\.0\.kernel'.*missing/);
  });

  it('reaches the caller when it is the data, even if the engine fails after it', async () => {
    const spec = pointModel();
    const source = noiseSource(spec);
    const batch: BatchSource['batch'] = (index, size) => {
      if (index === 1) throw new Error('the disk is gone');
      return source.batch(index, size);
    };
    const training = await open(spec, {
      source: { ...source, batch },
      wrap: (loaded) => ({ ...loaded, run: () => Promise.reject(new Error('so is the engine')) }),
    });
    // An unobserved rejection of the other of the two would fail this test run.
    await expect(training.step()).rejects.toThrow(/gone|engine/);
  });
});
