/** Graphs to write as ONNX: all cases of the graph's tests, and a small generator of an unknown batch. */
import {
  add,
  concat,
  constant,
  conv,
  convInputGrad,
  expand,
  input,
  leakyRelu,
  matmul,
  pad,
  reshape,
  slice,
  tanh,
  type InputValue,
  type Value,
} from '@kantor/graph';
import type { OnnxGraph } from '@kantor/onnx';
import { floats, type FloatTensor } from '@kantor/tensor';
import { families } from '../../libs/graph/test/cases/index.js';
import { goldenCases, graphsOf } from '../../libs/graph/test/golden.js';
import { normal } from './run-model.js';

export const familyNames = Object.keys(families);

interface FamilyGraph {
  readonly graph: OnnxGraph;
  readonly feeds: Readonly<Record<string, FloatTensor>>;
  /** What JAX gives, by output. */
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

/** All cases of a family in one graph, which is not simplified: what is written is what the builders made. */
export function familyGraph(family: string): FamilyGraph {
  const names = new Set(families[family].map(({ name }) => name));
  const inputs: InputValue[] = [];
  const outputs: [string, Value][] = [];
  const feeds: Record<string, FloatTensor> = {};
  const expected: Record<string, readonly number[]> = {};
  for (const { name, build, golden } of goldenCases().filter((row) => names.has(row.name))) {
    const own = Object.entries(golden.inputs).map(([input, tensor]) => [`${name}/${input}`, tensor] as const);
    const graphs = graphsOf({ build, golden: { ...golden, inputs: Object.fromEntries(own) } });
    inputs.push(...graphs.inputs);
    for (const [input, { shape, data }] of own) feeds[input] = floats(shape, data);
    const results = [graphs.output, ...graphs.first, ...graphs.second];
    const numbers = [golden.output.data, ...golden.first, ...golden.second];
    results.forEach((value, i) => {
      outputs.push([`${name}/result ${i}`, value]);
      expected[`${name}/result ${i}`] = numbers[i];
    });
  }
  return { graph: { name: family, inputs, outputs }, feeds, expected };
}

/** The latent [N, 6] of {@link smallGenerator}. */
export const latent = input('z', ['N', 6]);

const weight = (name: string, shape: number[]) => constant(normal(name, shape));

/** Dense, reshape, upsampling by expand, a transposed convolution with `k < s`, crop, a skip, and a convolution. */
export function smallGenerator(): Value {
  const hidden = leakyRelu(add(matmul(latent, weight('kernel', [6, 16])), weight('bias', [16])), 0.2);
  const image = reshape(hidden, ['N', 4, 2, 2]);
  const wide = expand(reshape(image, ['N', 4, 2, 1, 2, 1]), ['N', 4, 2, 2, 2, 2]);
  const up = reshape(wide, ['N', 4, 4, 4]);
  const larger = convInputGrad(up, weight('up', [4, 3, 2, 3]), {
    strides: [3, 2],
    pads: [0, 1, 0, 0],
    inputSize: [12, 8],
  });
  const cropped = slice(larger, [0, 0, 1, 0], ['N', 3, 8, 8]);
  const skip = pad(slice(up, [0, 0, 0, 0], ['N', 3, 4, 4]), [0, 0, 2, 2], [0, 0, 2, 2]);
  const both = concat([cropped, skip], 1);
  return tanh(conv(both, weight('last', [2, 6, 3, 3]), { strides: [1, 1], pads: [1, 1, 1, 1] }));
}
