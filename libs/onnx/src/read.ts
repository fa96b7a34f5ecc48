/** Reads what an ONNX model says of itself: metadata, inputs, outputs and operators. It does not read weights. */
import { fromBinary } from '@bufbuild/protobuf';
import { KantorError } from '@kantor/tensor';
import { ModelProtoSchema, TensorProto_DataType, type ModelProto, type ValueInfoProto } from 'onnx-buf';
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

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new KantorError(
      'onnx/unreadable',
      `These ${bytes.byteLength} bytes are not an ONNX model, or the file was cut short. Export or download it again.`,
      { cause },
    );
  }
}

/** The version of ONNX's own operators. It stands behind the graph, so that a file cut short has none. */
function opsetOf({ opsetImport }: ModelProto): number {
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (own) return Number(own.version);
  throw new KantorError(
    'onnx/unreadable',
    'The model names no opset, so it is no ONNX model or was cut short. Export or download it again.',
  );
}

/**
 * The summary of a model.
 * @throws KantorError `onnx/unreadable` if the bytes are not an ONNX model; `onnx/not-a-tensor` if an input or output is
 *   a sequence, map or optional value.
 */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  const model = decode(bytes);
  const { graph } = model;
  if (!graph) {
    throw new KantorError('onnx/unreadable', 'The file holds no graph, so it is not an ONNX model to run.');
  }
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
