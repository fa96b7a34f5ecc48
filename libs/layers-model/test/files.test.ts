/** The files of a LayersModel: what is written where, the same bytes every time, and errors that name the layer. */
import type { LayerSpec } from '@kantor/spec';
import { floats, tensor, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { expect, it } from 'vitest';
import { layersModel, layersModelFiles, type KerasLayer } from '../src/index.js';

const layers: LayerSpec[] = [
  { kind: 'dense', units: 8, bias: true },
  { kind: 'leakyRelu', alpha: 0.2 },
  { kind: 'reshape', shape: [2, 2, 2] },
  { kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5 },
];
const count = (shape: number[]): FloatTensor =>
  floats(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
  );
const values = {
  'generator.0.kernel': count([3, 8]),
  'generator.0.bias': count([8]),
  'generator.3.gain': count([2]),
  'generator.3.bias': count([2]),
  'generator.3.mean': count([2]),
  'generator.3.variance': count([2]),
};
const write = (changes: TensorMap = {}) =>
  layersModel({ name: 'small', latentSize: 3, layers, values: { ...values, ...changes } });
const options = { generatedBy: 'Kantor', metadata: { 'kantor.format': '1' } };

interface Written {
  readonly modelTopology: { readonly model_config: { readonly config: { readonly layers: KerasLayer[] } } };
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { name: string; shape: number[]; dtype: string }[];
  }[];
}

function jsonOf(files: ReadonlyMap<string, Uint8Array>): Written {
  return JSON.parse(new TextDecoder().decode(files.get('model.json'))) as Written;
}

it('writes model.json and the weights, the same bytes every time', () => {
  const files = layersModelFiles(write(), options);
  expect([...files.keys()]).toEqual(['model.json', 'group1-shard1of1.bin']);
  expect(layersModelFiles(write(), options)).toEqual(files);
});

it('says what Keras would take a default of its own for', () => {
  const { layers: written } = jsonOf(layersModelFiles(write(), options)).modelTopology.model_config.config;
  expect(written.map(({ class_name, config }) => [class_name, config])).toMatchObject([
    ['InputLayer', { batch_input_shape: [null, 3] }],
    ['Dense', { units: 8, use_bias: true }],
    ['LeakyReLU', { alpha: 0.2 }],
    ['Reshape', { target_shape: [2, 2, 2] }],
    ['BatchNormalization', { axis: -1, momentum: 0.9, epsilon: 1e-5 }],
  ]);
});

it('writes weights one after the other, as the manifest lists them', () => {
  const model = write();
  const files = layersModelFiles(model, options);
  const [{ paths, weights }] = jsonOf(files).weightsManifest;
  expect(paths).toEqual(['group1-shard1of1.bin']);
  expect(weights.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
    ['generator.0/kernel', [3, 8], 'float32'],
    ['generator.0/bias', [8], 'float32'],
    ['generator.3/gamma', [2], 'float32'],
    ['generator.3/beta', [2], 'float32'],
    ['generator.3/moving_mean', [2], 'float32'],
    ['generator.3/moving_variance', [2], 'float32'],
  ]);
  const bytes = files.get('group1-shard1of1.bin') as Uint8Array;
  const numbers = new Float32Array(bytes.slice().buffer);
  expect([...numbers]).toEqual(model.weights.flatMap(({ tensor: { data } }) => [...data]));
  // Units 0 to 7 are [C, H, W] in model.json; pixel by pixel the two channels alternate.
  expect([...numbers.slice(0, 8)]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
});

it('cuts large weights into files of 4 MB', () => {
  const units = 3 * 2 ** 19;
  const large = layersModel({
    name: 'large',
    latentSize: 1,
    layers: [{ kind: 'dense', units, bias: false }],
    values: { 'generator.0.kernel': count([1, units]) },
  });
  const files = layersModelFiles(large, options);
  const [{ paths }] = jsonOf(files).weightsManifest;
  expect([...files].slice(1).map(([name, { length }]) => [name, length])).toEqual([
    ['group1-shard1of2.bin', 2 ** 22],
    ['group1-shard2of2.bin', 2 ** 21],
  ]);
  expect(paths).toEqual([...files.keys()].slice(1));
});

it('keeps the metadata', () => {
  expect(jsonOf(layersModelFiles(write(), options))).toMatchObject({
    format: 'layers-model',
    generatedBy: 'Kantor',
    userDefinedMetadata: { 'kantor.format': '1' },
  });
});

it('names the layer whose weight is missing or of another type', () => {
  expect(() => layersModel({ name: 'x', latentSize: 3, layers, values: {} })).toThrow(
    "generator.layers[0] (dense) needs 'generator.0.bias' as float32, but it is missing.",
  );
  expect(() => write({ 'generator.3.mean': tensor('int64', [2], BigInt64Array.of(1n, 2n)) })).toThrow(
    "generator.layers[3] (batchNorm) needs 'generator.3.mean' as float32, but it is int64 [2].",
  );
});
