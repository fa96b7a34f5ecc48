/** Lists of layers as ONNX Runtime runs them and as TensorFlow.js runs their LayersModel, on the same latents. */
import { input, type InputValue } from '@kantor/graph';
import { layersModel, layersModelFiles, type LayersModel } from '@kantor/layers-model';
import { writeOnnx } from '@kantor/onnx';
import type { LayerSpec } from '@kantor/spec';
import { floats, sizeOf, stream, type FloatTensor, type StaticShape, type TensorMap } from '@kantor/tensor';
import { expect } from 'vitest';
import { runTfjs } from '../../apps/export/src/run-tfjs.js';
import { layerSchema } from '../../libs/spec/src/layers/schema.js';
import { build } from '../../libs/spec/test/apply.js';
import { normal, runModel, worstError } from '../onnx/run-model.js';

/** Random numbers for a weight or a running statistic: gains and variances positive and far from 1. */
export function trainedLike(name: string, shape: StaticShape): FloatTensor {
  const values = normal(name, shape);
  if (name.endsWith('.kernel')) return floats(shape, values.data.map((v) => v * 0.4)); // prettier-ignore
  if (!name.endsWith('.gain') && !name.endsWith('.variance')) return values;
  const uniform = stream(5, name).uniform(new Float32Array(sizeOf(shape)));
  return floats(shape, uniform.map((u) => 0.25 + 2 * u)); // prettier-ignore
}

export async function runLayersModel(model: LayersModel, latents: FloatTensor): Promise<FloatTensor> {
  return runTfjs(layersModelFiles(model, { generatedBy: 'a test', metadata: {} }), latents);
}

/** Runs the layers both ways on `batch` latents, expects the same samples, and gives the LayersModel. */
export async function expectSameSamples(
  layers: readonly unknown[],
  latentSize: number,
  batch = 3,
): Promise<LayersModel> {
  const network = build(layers, [latentSize]);
  const inputs = new Map<string, InputValue>();
  const values: Record<string, FloatTensor> = {};
  for (const { name, shape } of [...network.parameters, ...network.buffers]) {
    inputs.set(name, input(name, shape));
    values[name] = trainedLike(name, shape);
  }
  const latent = input('latent', [batch, latentSize]);
  const samples = network.apply(latent, {
    training: false,
    read: (name) => inputs.get(name) as InputValue,
    noise: () => latent,
    update: () => {},
  });
  const file = writeOnnx(
    { name: 'test', inputs: [latent], outputs: [['samples', samples]], weights: values },
    {},
  );
  const latents = normal('latents', [batch, latentSize]);
  const expected = (await runModel(file, { latent: latents }))['samples'] as FloatTensor;

  const model = layersModel({
    name: 'test',
    latentSize,
    layers: layers.map((layer): LayerSpec => layerSchema.parse(layer)),
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name.replace(/^net/, 'generator'), value]),
    ) satisfies TensorMap,
  });
  const actual = await runLayersModel(model, latents);
  expect(actual.shape).toEqual(expected.shape);
  expect(worstError(actual.data, expected.data)).toBeLessThan(1e-5);
  return model;
}

/** Keras names of the layers, in order. */
export function classNames({ layers }: LayersModel): string[] {
  return layers.map(({ class_name }) => class_name);
}
