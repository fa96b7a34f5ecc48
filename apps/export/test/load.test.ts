/** An exported LayersModel on a web server: TensorFlow.js loads it by its address and knows what it is. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { layersModel, layersModelFiles } from '@kantor/layers-model';
import type { LayerSpec } from '@kantor/spec';
import { floats, stream, type FloatTensor } from '@kantor/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished } from 'vitest';
import { runTfjs } from '../src/run-tfjs.js';

const normal = (name: string, shape: number[]): FloatTensor =>
  floats(shape, stream(3, name).normal(new Float32Array(shape.reduce((a, b) => a * b))));

/** Weights of 6 MB, so that they are in two files. */
const layers: LayerSpec[] = [
  { kind: 'dense', units: 1536, bias: false },
  { kind: 'dense', units: 1024, bias: true },
  { kind: 'reshape', shape: [4, 16, 16] },
  { kind: 'tanh' },
];
const files = layersModelFiles(
  layersModel({
    name: 'images',
    latentSize: 4,
    layers,
    values: {
      'generator.0.kernel': normal('first', [4, 1536]),
      'generator.1.kernel': normal('second', [1536, 1024]),
      'generator.1.bias': normal('bias', [1024]),
    },
  }),
  { generatedBy: 'Kantor', metadata: { 'kantor.model': 'images' } },
);

/** Serves the files until the test ends, and gives the address of their folder. */
async function serve(): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url.slice('/site/digits/'.length));
    response.writeHead(file ? 200 : 404).end(file);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/site/digits`;
}

it('loads by address, with its shapes, its metadata and all its weights', async () => {
  const latents = normal('latents', [5, 4]);
  const expected = await runTfjs(files, latents); // [5, 4, 16, 16]
  expect(files.size).toBe(3);

  const model = await loadLayersModel(`${await serve()}/model.json`);
  expect(model.name).toBe('images');
  expect(model.inputs.map(({ shape }) => shape)).toEqual([[null, 4]]);
  expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, 16, 16, 4]]);
  expect(model.getUserDefinedMetadata()).toEqual({ 'kantor.model': 'images' });
  const samples = model.predict(tf.tensor2d(latents.data, [5, 4])) as tf.Tensor4D;
  expect(tf.transpose(samples, [0, 3, 1, 2]).dataSync()).toEqual(expected.data);
});

it('is saved again by TensorFlow.js with the same weights', async () => {
  const model = await loadLayersModel(`${await serve()}/model.json`);
  const saved = await new Promise<tf.io.ModelArtifacts>((resolve, reject) => {
    model
      .save(
        tf.io.withSaveHandler((artifacts) => {
          resolve(artifacts);
          return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
        }),
      )
      .catch(reject);
  });
  const [, ...shards] = files.values();
  expect(Buffer.from(saved.weightData as ArrayBuffer).equals(Buffer.concat(shards))).toBe(true);
  expect(saved.weightSpecs?.map(({ name }) => name)).toEqual([
    'generator.0/kernel',
    'generator.1/kernel',
    'generator.1/bias',
  ]);
});

it('leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  await runTfjs(files, normal('latents', [2, 4]));
  expect(tf.memory().numTensors).toBe(before);
});
