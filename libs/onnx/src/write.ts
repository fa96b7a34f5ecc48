/** Writes a graph as an ONNX model: the same graph and options always give the same bytes. */
import { create, toBinary } from '@bufbuild/protobuf';
import { KantorError, type HostTensor, type Shape } from '@kantor/tensor';
import { isInput, topological, type InputValue, type Value } from '@kantor/graph';
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
import { requireWeight } from './constants.js';
import { createEmitter, onnxType, type Emitter } from './emitter.js';
import { blockedDomain, type BlockSize } from './lower/blocked-layout.js';
import { lower } from './lower/index.js';
import { storeAs, type Store } from './store.js';

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
  /** Written in the order of its keys. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly documentation?: string;
  /**
   * How weights are stored; float32 if left out. As float16 they take half the bytes, and the file casts them to float32
   * before their first use: inputs, outputs and arithmetic are those of float32, with weights rounded to 11 binary
   * digits.
   */
  readonly weights?: 'float32' | 'float16';
  /**
   * Lowers convolutions to the blocked operators that ONNX Runtime keeps for itself, where they are faster: for a
   * session on the `cpu` device of the very machine on which the block size was tried, since another size gives wrong
   * numbers without an error. Never for a file that is given away.
   */
  readonly convolutions?: { readonly blockSize: BlockSize } | undefined;
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

function isLeaf({ op }: Value): boolean {
  return op.kind === 'input' || op.kind === 'constant';
}

/** The name under which an input is read; one that is a weight becomes an initializer. */
function emitInput(value: InputValue, { inputs, weights = {} }: OnnxGraph, store: Store): string {
  const { name } = value.op;
  if (Object.hasOwn(weights, name)) return store(name, requireWeight(name, value, weights[name]));
  if (inputs.some(({ op }) => op.name === name)) return name;
  throw new KantorError(
    'onnx/input',
    `The graph reads '${name}', which is neither among its inputs nor among its weights.`,
  );
}

interface Emission {
  readonly emit: Emitter;
  readonly store: Store;
  readonly blockSize: BlockSize | undefined;
}

/** Emits every value of the graph; the first use of a computed value as an output gives it the output's name. */
function emitValues(graph: OnnxGraph, { emit, store, blockSize }: Emission): void {
  const { outputs } = graph;
  const order = topological(outputs.map(([, value]) => value));
  const names = new Map<Value, string>();
  const outputNames = new Map<Value, string>();
  for (const [name, value] of outputs) {
    if (!isLeaf(value) && !outputNames.has(value)) outputNames.set(value, name);
  }
  const { biases, absorbed } = findBiases(order, new Set(outputNames.keys()));

  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name !== undefined) return name;
    throw new KantorError('onnx/order', `A ${value.op.kind} is used before it is computed.`);
  };
  const emitComputed = (value: Value): string => {
    const biased = biases.get(value);
    const source = biased?.linear ?? value;
    const inputs = [...source.inputs, ...(biased ? [biased.bias] : [])].map(nameOf);
    const output = outputNames.get(value) ?? `_${value.op.kind}${emit.nodes.length}`;
    lower({ op: source.op, value: source, inputs, emit, output, blockSize });
    return output;
  };
  const emitConstant = (value: HostTensor) => store(`_constant${emit.initializers.length}`, value);
  for (const value of order) {
    if (absorbed.has(value)) continue;
    if (isInput(value)) names.set(value, emitInput(value, graph, store));
    else if (value.op.kind === 'constant') names.set(value, emitConstant(value.op.value));
    else names.set(value, emitComputed(value));
  }
  for (const [name, value] of outputs) {
    if (names.get(value) !== name) emit.node('Identity', [nameOf(value)], { output: name });
  }
}

/** ONNX has one space of names for inputs, weights and results. */
function requireDistinctNames({ inputs }: OnnxGraph, { initializers, nodes }: Emitter): void {
  const taken = new Set<string>();
  const names = [
    ...inputs.map(({ op }) => op.name),
    ...initializers.map(({ name }) => name),
    ...nodes.flatMap(({ output }) => output),
  ];
  for (const name of names) {
    if (taken.has(name)) {
      throw new KantorError(
        'onnx/name',
        `The name '${name}' is used twice. Inputs, weights and outputs need names of their own, and names that begin ` +
          'with an underscore are kept for what lies between.',
      );
    }
    taken.add(name);
  }
}

/** The versions of the operators used; ONNX Runtime's blocked ones have had one version only. */
function opsetImport(opset: number, { nodes }: Emitter) {
  const domains: [string, number][] = [['', opset]];
  if (nodes.some(({ domain }) => domain === blockedDomain)) domains.push([blockedDomain, 1]);
  return domains.map(([domain, version]) =>
    create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
  );
}

/**
 * The bytes of an ONNX model.
 * @throws KantorError `onnx/opset` for an opset that cannot be written; `onnx/input` if the graph reads what is neither
 *   an input nor a weight; `onnx/weight` if a weight has another shape or dtype than its input, or does not fit into
 *   float16; `onnx/name` if a name is used twice.
 */
export function writeOnnx(graph: OnnxGraph, options: OnnxOptions = {}): Uint8Array {
  const { opset = defaultOpset, metadata = {}, documentation = '', convolutions } = options;
  const irVersion = irVersions[opset];
  if (irVersion === undefined) {
    throw new KantorError(
      'onnx/opset',
      `Opset ${opset} cannot be written; choose ${supportedOpsets[0]} to ${supportedOpsets.at(-1)} (default ${defaultOpset}).`,
    );
  }
  const emit = createEmitter(opset);
  const store = storeAs(options.weights ?? 'float32', emit);
  emitValues(graph, { emit, store, blockSize: convolutions?.blockSize });
  requireDistinctNames(graph, emit);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'kantor',
    docString: documentation,
    opsetImport: opsetImport(opset, emit),
    metadataProps: Object.keys(metadata)
      .sort()
      .map((key) => create(StringStringEntryProtoSchema, { key, value: metadata[key] })),
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
