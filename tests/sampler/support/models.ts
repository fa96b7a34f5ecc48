/** Small generators as ONNX files: real networks with the weights they start from, and graphs whose samples are known. */
import {
  concat,
  constant,
  input,
  matmul,
  onnx,
  reshape,
  tanh,
  type InputValue,
  type Value,
} from '@kantor/graph';
import { foldWeights, writeOnnx } from '@kantor/onnx';
import { findModel } from '@kantor/run';
import { floats, rngAlgorithm, sizeOf, stream } from '@kantor/tensor';
import { createModel, initialState, samplingGraph } from '@kantor/wgan';

export interface Notes {
  readonly size: number;
  readonly shape: readonly number[];
  readonly distribution?: 'normal' | 'uniform';
  readonly range?: readonly [number, number];
}

/** What the exporter writes beside a generator, as far as a sampler reads it. */
export function notes({ size, shape, distribution = 'normal', range }: Notes): Record<string, string> {
  return {
    'kantor.format': '1',
    'kantor.model': 'test',
    'kantor.latent.size': String(size),
    'kantor.latent.distribution': distribution,
    'kantor.latent.rng': rngAlgorithm,
    'kantor.sample.shape': JSON.stringify(shape),
    'kantor.sample.layout': shape.length === 3 ? 'NCHW' : 'NC',
    ...(range ? { 'kantor.value.range': JSON.stringify(range) } : {}),
  };
}

/** The generator of a model of ours, with the weights that training starts from. */
export function untrained(name: string, weights: 'float32' | 'float16' = 'float32'): Uint8Array {
  const model = createModel(findModel(name));
  const { latent, samples } = samplingGraph(model);
  const folded = foldWeights(samples, initialState(model, 5));
  const { size, distribution } = model.spec.latent;
  const range = 'range' in model.spec.data ? { range: model.spec.data.range } : {};
  return writeOnnx(
    { name, inputs: [latent], outputs: [['samples', folded]] },
    { metadata: notes({ size, distribution, shape: model.sampleShape, ...range }), weights },
  );
}

export function generator(
  inputs: readonly InputValue[],
  samples: Value,
  metadata: Record<string, string>,
): Uint8Array {
  return writeOnnx({ name: 'test', inputs, outputs: [['samples', samples]] }, { metadata });
}

/** Samples [1, 2, 3] that are the latents themselves. */
export function echo(told: Partial<Notes> = {}): Uint8Array {
  const latent = input('latent', ['N', 6]);
  const samples = reshape(matmul(latent, identity(6)), ['N', 1, 2, 3]);
  return generator([latent], samples, notes({ size: 6, shape: [1, 2, 3], range: [-4, 4], ...told }));
}

function identity(size: number): Value {
  const data = new Float32Array(size * size);
  for (let i = 0; i < size; i++) data[i * (size + 1)] = 1;
  return constant(floats([size, size], data));
}

/** Samples [7] that are the latent [4], and then a 1 at the class of 3. */
export function labelled(): Uint8Array {
  const latent = input('latent', ['N', 4]);
  const label = input('label', ['N', 3]);
  const samples = matmul(concat([latent, label], 1), identity(7));
  return generator([latent, label], samples, notes({ size: 4, shape: [7] }));
}

/** Samples [2]: the latent's first number, and what a table of three numbers, 10, 20 and 30, has for the class. */
export function lookedUp(): Uint8Array {
  const latent = input('latent', ['N', 1]);
  const label = input('label', ['N'], 'int64');
  const table = constant(floats([3, 1], [10, 20, 30]));
  const found = onnx('Gather', [table, label], { shape: ['N', 1], attributes: { axis: { int: 0 } } });
  return generator([latent, label], concat([latent, found], 1), notes({ size: 1, shape: [2] }));
}

/** Samples [2] after a chain of large products: a billion multiplications for sixteen of them. */
export function slow(): Uint8Array {
  const side = 1024;
  const latent = input('latent', ['N', 4]);
  const weight = (name: string, shape: number[]) =>
    constant(floats(shape, stream(2, name).normal(new Float32Array(sizeOf(shape))).map((v) => v / Math.sqrt(shape[0])))); // prettier-ignore
  const hidden = weight('hidden', [side, side]);
  let x: Value = matmul(latent, weight('in', [4, side]));
  for (let layer = 0; layer < 60; layer++) x = tanh(matmul(x, hidden));
  return generator([latent], matmul(x, weight('out', [side, 2])), notes({ size: 4, shape: [2] }));
}
