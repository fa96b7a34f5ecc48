/** Reads what an ONNX model says of itself: metadata, inputs, outputs and operators. It does not read weights. */
import { KantorError } from '@kantor/tensor';
import { TensorProto_DataType, type ValueInfoProto } from 'onnx-buf';
import { decodeModel, opsetOf } from './file/decode.js';
import type { OnnxPort } from './port.js';

export interface OnnxSummary {
  readonly producer: string;
  readonly irVersion: number;
  readonly opset: number;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** How often each operator occurs. */
  readonly operators: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

function port(info: ValueInfoProto): OnnxPort {
  const type = info.type?.value;
  if (type?.case !== 'tensorType') {
    throw new KantorError('onnx/not-a-tensor', `'${info.name}' is not a tensor; only tensors are read here.`);
  }
  return {
    name: info.name,
    type: (TensorProto_DataType[type.value.elemType] ?? 'unknown').toLowerCase(),
    shape: (type.value.shape?.dim ?? []).map(({ value }) =>
      value.case === 'dimValue' ? Number(value.value) : (value.value ?? '?'),
    ),
  };
}

/**
 * The summary of a model.
 * @throws KantorError `onnx/unreadable` if the bytes are not an ONNX model; `onnx/not-a-tensor` if an input or output is
 *   a sequence, map or optional value.
 */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  const model = decodeModel(bytes);
  const { graph } = model;
  const operators: Record<string, number> = {};
  for (const { opType } of graph.node) operators[opType] = (operators[opType] ?? 0) + 1;
  const weights = new Set(graph.initializer.map((tensor) => tensor.name));
  return {
    producer: model.producerName,
    irVersion: Number(model.irVersion),
    opset: opsetOf(model),
    inputs: graph.input.filter((info) => !weights.has(info.name)).map(port),
    outputs: graph.output.map(port),
    operators,
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}
