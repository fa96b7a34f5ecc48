/** Writes a graph as an ONNX model: the same graph and options always give the same bytes. */
import { create, toBinary } from '@bufbuild/protobuf';
import { KantorError, type HostTensor, type Shape } from '@kantor/tensor';
import { topological, type InputValue, type Value } from '@kantor/graph';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from 'onnx-buf';
import { findBiases } from './bias.js';
import { createEmitter, onnxType, type Emitter } from './emitter.js';
import { lower } from './lower/index.js';

/** Opsets that can be written, with the oldest IR version that goes with each. */
const irVersions: Readonly<Record<number, number>> = {
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
  22: 10,
};
export const defaultOpset = 17;
export const supportedOpsets: readonly number[] = Object.keys(irVersions).map(Number);

export interface OnnxGraph {
  readonly name: string;
  /** Fed from outside, in this order. */
  readonly inputs: readonly InputValue[];
  /** Name and value of each result, in this order. Names differ from those of the inputs. */
  readonly outputs: readonly (readonly [name: string, value: Value])[];
  /** Inputs that are written into the file as weights, by their name. */
  readonly weights?: Readonly<Record<string, HostTensor>>;
}

export interface OnnxOptions {
  /** 13 to 22; 17 if left out. */
  readonly opset?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly documentation?: string;
}

function valueInfo(name: string, { dtype, shape }: { dtype: Value['dtype']; shape: Shape }): ValueInfoProto {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: size === 'N' ? { case: 'dimParam', value: 'N' } : { case: 'dimValue', value: BigInt(size) },
    }),
  );
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: onnxType(dtype),
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  });
}

/** Emits every value of the graph; the first use of a computed value as an output gives it the output's name. */
function emitValues({ outputs, weights = {} }: OnnxGraph, emit: Emitter): void {
  const order = topological(outputs.map(([, value]) => value));
  const names = new Map<Value, string>();
  const isLeaf = (value: Value) => value.op.kind === 'input' || value.op.kind === 'constant';
  const outputNames = new Map<Value, string>();
  for (const [name, value] of outputs) {
    if (!isLeaf(value) && !outputNames.has(value)) outputNames.set(value, name);
  }
  const { biases, absorbed } = findBiases(order, new Set(outputNames.keys()));

  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined)
      throw new KantorError('onnx/order', `A ${value.op.kind} is used before it is computed.`);
    return name;
  };
  const emitComputed = (value: Value): void => {
    const biased = biases.get(value);
    const source = biased?.linear ?? value;
    const inputs = [...source.inputs, ...(biased ? [biased.bias] : [])].map(nameOf);
    const output = outputNames.get(value) ?? `_${value.op.kind}${emit.nodes.length}`;
    lower({ op: source.op, value: source, inputs, emit, output });
    names.set(value, output);
  };
  for (const value of order) {
    if (value.op.kind === 'input') {
      const weight = weights[value.op.name];
      names.set(value, weight ? emit.initializer(value.op.name, weight) : value.op.name);
    } else if (value.op.kind === 'constant') {
      names.set(value, emit.initializer(`_constant${emit.initializers.length}`, value.op.value));
    } else if (!absorbed.has(value)) {
      emitComputed(value);
    }
  }
  for (const [name, value] of outputs) {
    if (names.get(value) !== name) emit.node('Identity', [nameOf(value)], { output: name });
  }
}

/**
 * The bytes of an ONNX model.
 * @throws KantorError `onnx/opset` for an opset that cannot be written.
 */
export function writeOnnx(graph: OnnxGraph, options: OnnxOptions = {}): Uint8Array {
  const { opset = defaultOpset, metadata = {}, documentation = '' } = options;
  const irVersion = irVersions[opset];
  if (irVersion === undefined) {
    throw new KantorError(
      'onnx/opset',
      `Opset ${opset} cannot be written; choose ${supportedOpsets[0]} to ${supportedOpsets.at(-1)} (default ${defaultOpset}).`,
    );
  }
  const emit = createEmitter(opset);
  emitValues(graph, emit);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'kantor',
    docString: documentation,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(opset) })],
    metadataProps: Object.entries(metadata).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    ),
    graph: create(GraphProtoSchema, {
      name: graph.name,
      node: [...emit.nodes],
      initializer: [...emit.initializers],
      input: graph.inputs.map((input) => valueInfo(input.op.name, input)),
      output: graph.outputs.map(([name, value]) => valueInfo(name, value)),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}
