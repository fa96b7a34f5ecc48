/** Which kernels the programs of every model call, counted on a namespace that computes nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { tfjsEngine, type Tfjs, type TfTensor } from '@kantor/engine/tfjs';
import type { Program } from '@kantor/graph';
import { parseModel } from '@kantor/spec';
import { zeros, type TensorMap } from '@kantor/tensor';
import { createModel, criticStep, generatorStep, initialState, sample, score } from '@kantor/wgan';
import { expect, it } from 'vitest';

const folder = new URL('../../models/', import.meta.url);
const models = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

const nothing: TfTensor = {
  shape: [],
  dispose: () => undefined,
  data: () => Promise.resolve(new Float32Array(1)),
};

/** A native backend that has every kernel, and writes their names to `calls` instead of computing. */
function countingTf(calls: string[]): Tfjs {
  return {
    engine: () => ({ makeTensorFromTensorInfo: () => nothing }),
    getBackend: () => 'tensorflow',
    setBackend: () => Promise.resolve(true),
    backend: () => ({}),
    getKernel: (name) => ({
      kernelFunc() {
        calls.push(name);
        return {};
      },
    }),
    tensor: () => nothing,
    tidy: (body) => body(),
    keep: () => undefined,
  };
}

function feedsOf({ feeds }: Program): TensorMap {
  return Object.fromEntries(feeds.map(({ op, shape }) => [op.name, zeros('float32', shape as number[])]));
}

it.each(models)(
  '%s turns nothing but images of several channels as they come in and go out',
  async (name) => {
    const spec = parseModel(JSON.parse(readFileSync(new URL(`${name}/model.json`, folder), 'utf8')));
    const model = createModel(spec);
    const programs = {
      criticStep: criticStep(model, 4),
      generatorStep: generatorStep(model, 4),
      sample: sample(model, 4, spec.training.ema === 0 ? 'raw' : 'ema'),
      score: score(model, 4),
    };
    const calls: string[] = [];
    const engine = tfjsEngine(countingTf(calls), { name: 'counting', description: 'counts kernels' });
    const loaded = await engine.load(programs, initialState(model, 1));
    const counts = new Map<string, number>();
    for (const [key, program] of Object.entries(programs)) {
      calls.length = 0;
      await loaded.run(key, feedsOf(program));
      counts.set(key, calls.filter((kernel) => kernel === 'Transpose').length);
    }
    await loaded.dispose();
    const [channels] = model.sampleShape;
    const turned = model.sampleShape.length === 3 && channels > 1 ? 1 : 0;
    expect(Object.fromEntries(counts)).toEqual({
      criticStep: turned, // the feed of real images
      generatorStep: 0,
      sample: turned, // its output
      score: turned,
    });
  },
);
