/** Triton's configuration of a model, config.pbtxt, as far as a generator needs one. */
import { readHeader, type OnnxPort } from '@kantor/onnx/header';
import { KantorError } from '@kantor/tensor';

const types: Readonly<Record<string, string>> = {
  float: 'TYPE_FP32',
  float16: 'TYPE_FP16',
  int64: 'TYPE_INT64',
  int32: 'TYPE_INT32',
};

/** Text in protobuf's text format. */
const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** Triton has no empty dims: a list with one number for each sample is told of as a column. */
function dimsOf(dims: readonly number[]): readonly string[] {
  if (dims.length === 0) return ['dims: [ 1 ]', 'reshape: { shape: [ ] }'];
  return [`dims: [ ${dims.join(', ')} ]`];
}

function portOf({ name, type, shape }: OnnxPort): string {
  const dims = shape.slice(1).map((dim) => (typeof dim === 'number' ? dim : -1));
  if (!Object.hasOwn(types, type)) {
    throw new KantorError(
      'server/triton',
      `'${name}' is ${type}, which this command does not write for Triton.`,
    );
  }
  const lines = [`name: ${quote(name)}`, `data_type: ${types[type]}`, ...dimsOf(dims)];
  return `  {\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`;
}

const portsOf = (ports: readonly OnnxPort[]): string => `[\n${ports.map(portOf).join(',\n')}\n]`;

export interface TritonOptions {
  readonly maxBatch: number;
  readonly gpu: boolean;
}

/**
 * The first dimension of every port is the batch, which Triton does not list.
 * @throws KantorError `onnx/unreadable`, `server/triton`
 */
export function tritonConfig(name: string, file: Uint8Array, { maxBatch, gpu }: TritonOptions): string {
  const { inputs, outputs } = readHeader(file);
  const fixed = inputs[0]?.shape[0];
  const largest = typeof fixed === 'number' ? fixed : maxBatch;
  return [
    `name: ${quote(name)}`,
    'platform: "onnxruntime_onnx"',
    `max_batch_size: ${largest}`,
    `input ${portsOf(inputs)}`,
    `output ${portsOf(outputs)}`,
    `instance_group [\n  {\n    kind: ${gpu ? 'KIND_GPU' : 'KIND_CPU'}\n  }\n]`,
    'dynamic_batching {\n}',
    '',
  ].join('\n');
}
