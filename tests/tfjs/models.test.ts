/** Every shipped model with trained-like weights: TensorFlow.js gives the samples of the sample program. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { layersModel } from '@kantor/layers-model';
import { parseModel } from '@kantor/spec';
import { floats, type FloatTensor, type HostTensor, type TensorMap } from '@kantor/tensor';
import { createModel, drawLatents, initialState, networkStates, sample } from '@kantor/wgan';
import { expect, it } from 'vitest';
import { worstError } from '../onnx/run-model.js';
import { engine } from '../training/support.js';
import { runLayersModel, trainedLike } from './compare.js';

const folder = fileURLToPath(new URL('../../models/', import.meta.url));
const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

function mapValues(map: TensorMap, change: (value: HostTensor, key: string) => HostTensor): TensorMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

it.each(names)('%s', async (name) => {
  const model = createModel(parseModel(JSON.parse(readFileSync(join(folder, name, 'model.json'), 'utf8'))));
  const { latent, generator } = model.spec;
  // Kernels as they start; gains, biases and running statistics far from where they start. The variances are larger
  // than what comes in, so that no tanh is at its ends and no rounding is enlarged on the way.
  const state = mapValues(initialState(model, 1), (value, key) => {
    if (key.endsWith('.kernel')) return value;
    const { shape, data } = trainedLike(key, value.shape);
    return floats(shape, key.endsWith('.variance') ? data.map((v) => 8 * v) : data);
  });
  const values = Object.fromEntries(networkStates(model.generator).map((s) => [s.name, state[s.name]]));
  const latents = drawLatents(latent, 3, 1, 'latent');

  const loaded = await engine.load({ sample: sample(model, 3, 'raw') }, state);
  const expected = (await loaded.run('sample', { latent: latents }))['samples'] as FloatTensor;
  await loaded.dispose();
  const exported = layersModel({ name, latentSize: latent.size, layers: generator.layers, values });
  const actual = await runLayersModel(exported, latents);

  expect(actual.shape).toEqual(expected.shape);
  expect(new Set(expected.data).size).toBeGreaterThan(expected.data.length / 4); // not at the ends of tanh
  expect(worstError(actual.data, expected.data)).toBeLessThan(1e-5);
});
