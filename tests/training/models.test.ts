/**
 * Every model in models/: its programs build, and it trains for 20 generator steps on the real engine. Widths and
 * layers are the model's own; the batch is small and the data is noise. The large ones train in the slow lane only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModel, type ModelSpec } from '@kantor/spec';
import type { FloatTensor, TensorMap } from '@kantor/tensor';
import {
  createModel,
  criticStep,
  drawLatents,
  generatorStep,
  sample,
  score,
  type Model,
  type StepReport,
} from '@kantor/wgan';
import { open } from './support.js';

const folder = new URL('../../models/', import.meta.url);
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const slow = process.env['KANTOR_SLOW'] === '1';
/** Models whose 20 steps take more than a few seconds. */
const large = ['cifar10-wgan-gp', 'dcgan-64', 'dcgan-64-nobn', 'mlp-64'];
const steps = 20;

function read(name: string): ModelSpec {
  const path = new URL(`${name}/model.json`, folder);
  return parseModel(JSON.parse(readFileSync(path, 'utf8')), path.pathname);
}

/** The model as it is, but for a small batch and a warm-up of one step. */
function short(spec: ModelSpec): ModelSpec {
  const { criticWarmup } = spec.training;
  const warmup = criticWarmup && { ...criticWarmup, generatorSteps: 1, criticSteps: 6 };
  return { ...spec, training: { ...spec.training, batchSize: 2, criticSteps: 1, criticWarmup: warmup } };
}

/** Parameters that are the same in both states. */
function unmoved({ critic, generator }: Model, first: TensorMap, last: TensorMap): string[] {
  return [...critic.parameters, ...generator.parameters].flatMap(({ name }) => {
    const values = last[name].data as Float32Array;
    expect(values.every(Number.isFinite), name).toBe(true);
    return values.every((value, i) => value === first[name].data[i]) ? [name] : [];
  });
}

/** A constant added to all scores does not change the Wasserstein estimate, so the critic's last bias stays. */
function unseen({ critic, spec }: Model): string[] {
  const last = critic.parameters.at(-1)?.name ?? '';
  return spec.objective.loss === 'wasserstein' && last.endsWith('.bias') ? [last] : [];
}

describe.each(names)('models/%s', (name) => {
  it('is called as its folder', () => {
    expect(read(name).name).toBe(name);
  });

  it('has programs for training, sampling and scoring', () => {
    const spec = read(name);
    const model = createModel(spec);
    const { batchSize, ema } = spec.training;
    expect(criticStep(model, batchSize).outputs['loss'].shape).toEqual([]);
    expect(generatorStep(model, batchSize).outputs['loss'].shape).toEqual([]);
    expect(score(model, 8).outputs['scores'].shape).toEqual([8, 1]);
    expect(sample(model, 8, ema === 0 ? 'raw' : 'ema').outputs['samples'].shape).toEqual([
      8,
      ...model.sampleShape,
    ]);
  });

  const inSlowLane = large.includes(name);
  it.skipIf(inSlowLane && !slow)(
    `trains for ${steps} steps${inSlowLane ? ' (slow lane)' : ''}`,
    async () => {
      const spec = short(read(name));
      const training = await open(spec, { steps });
      const first = await training.state();
      let report: StepReport | undefined;
      for (let i = 0; i < steps; i++) {
        report = await training.step();
        expect(Object.values(report).every(Number.isFinite), JSON.stringify(report)).toBe(true);
      }
      expect(report?.step).toBe(steps);
      expect(unmoved(training.model, first, await training.state())).toEqual(unseen(training.model));
      const samples: FloatTensor = await training.sample(drawLatents(spec.latent, 4, 1, 'test'));
      expect(samples.data.every(Number.isFinite)).toBe(true);
    },
    600_000,
  );
});
