/**
 * Models that came as files, rewritten for ONNX Runtime on the CPU of this very machine: it brings convolutions into its
 * blocked layout by itself when it loads a model, but not transposed ones, which are most of a generator's work.
 */
import { create, toBinary, type Message } from '@bufbuild/protobuf';
import { convInputGrad, input } from '@kantor/graph';
import { isStatic, type Shape } from '@kantor/tensor';
import {
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from 'onnx-buf';
import { createEmitter, type Emitter } from '../emitter.js';
import { blockedDomain, blockSizes, type BlockSize } from '../lower/blocked-layout.js';
import { inputGradPays } from '../lower/blocked-pays.js';
import { lowerBlocked } from '../lower/blocked.js';
import { lowerOneWindow } from '../lower/one-window.js';
import { decodeModel, opsetOf } from './decode.js';
import { findTransposed, type Transposed } from './transposed.js';

/** From here on the operators that are written have the form in which they are written. */
const oldestOpset = 11;

/** A model whose transposed convolutions are faster in blocks. */
export interface BlockedModel {
  /** The same model, with what these convolutions work on among its outputs, so that one run tells their sizes. */
  readonly probe: Uint8Array;
  /**
   * The model with these convolutions in blocks of `size`: the same function, but for the order of adding. The size must
   * be the CPU's, as `findBlockSize` finds it: another gives wrong numbers, or reads and writes past the end of tensors.
   * Never for a file that is given away.
   * @param shapes of the probe's outputs by name.
   * @returns nothing if, at these sizes, none of them is faster so.
   */
  write(shapes: Readonly<Record<string, Shape>>, size: BlockSize): Uint8Array | undefined;
}

type Model = ReturnType<typeof decodeModel>;

/** A copy with other fields. What a message does not set stands in its prototype, which spreading would lose. */
function changed<M extends Message>(message: M, fields: Partial<M>): M {
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object) as M, message, fields);
}

function probeOf(model: Model, transposed: readonly Transposed[]): Uint8Array {
  const { graph } = model;
  const given = new Set([...graph.input, ...graph.output].map(({ name }) => name));
  const inner = [...new Set(transposed.map(({ x }) => x))].filter((name) => !given.has(name));
  const tensorType = create(TypeProto_TensorSchema, { elemType: TensorProto_DataType.FLOAT });
  const type = create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } });
  const outputs = inner.map((name) => create(ValueInfoProtoSchema, { name, type }));
  const wider = changed(graph, { output: [...graph.output, ...outputs] });
  return toBinary(ModelProtoSchema, changed<ModelProto>(model, { graph: wider }));
}

/** A beginning that no name of the graph has. */
function freePrefix({ node, initializer, input, output }: GraphProto): string {
  const names = [
    ...[...initializer, ...input, ...output].map(({ name }) => name),
    ...node.flatMap((one) => one.output),
  ];
  let prefix = '_blocked_';
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}

/** Whether the node was written in another form: as a matrix product where that is all it is, or in blocks. */
function emitFaster(
  { node, x, filters, window, padding }: Transposed,
  shape: Shape | undefined,
  emit: Emitter,
  size: BlockSize,
): boolean {
  if (shape?.length !== 4 || !isStatic(shape)) return false;
  const { strides, pads } = window;
  const side = (axis: 0 | 1): number =>
    (shape[axis + 2] - 1) * strides[axis] + filters[axis + 2] + padding[axis] - pads[axis] - pads[axis + 2];
  const value = convInputGrad(input(x, shape), input(node.input[1], filters), {
    ...window,
    inputSize: [side(0), side(1)],
  });
  const inputs = node.input.filter((name) => name !== '');
  const context = { op: value.op, value, inputs, emit, output: node.output[0] };
  return lowerOneWindow(context) || lowerBlocked(context, size);
}

function write(
  model: Model,
  transposed: readonly Transposed[],
  shapes: Readonly<Record<string, Shape>>,
  size: BlockSize,
): Uint8Array | undefined {
  const { graph, opsetImport } = model;
  const emit = createEmitter(opsetOf(model), freePrefix(graph));
  const instead = new Map<NodeProto, readonly NodeProto[]>();
  for (const one of transposed) {
    const before = emit.nodes.length;
    if (emitFaster(one, shapes[one.x], emit, size)) instead.set(one.node, emit.nodes.slice(before));
  }
  if (instead.size === 0) return undefined;
  const rewritten = changed(graph, {
    node: graph.node.flatMap((node) => instead.get(node) ?? [node]),
    initializer: [...graph.initializer, ...emit.initializers],
  });
  const domains = [
    ...opsetImport.filter(({ domain }) => domain !== blockedDomain),
    create(OperatorSetIdProtoSchema, { domain: blockedDomain, version: 1n }),
  ];
  return toBinary(ModelProtoSchema, changed<ModelProto>(model, { graph: rewritten, opsetImport: domains }));
}

/** A kernel that takes no such step as its own size may have one window: its image, which tells, is seen in the probe. */
function mayHaveOneWindow({ filters: [, , height, width], window, padding }: Transposed): boolean {
  const [rows, columns] = window.strides;
  const bare = [...window.pads, ...padding].every((size) => size === 0);
  return bare && height > rows && width > columns;
}

/**
 * What there is to gain in a model; nothing if it has no transposed convolution that blocks of either size, or a matrix
 * product, would make faster.
 * @throws KantorError `onnx/unreadable` if the bytes are not an ONNX model.
 */
export function blockedModel(bytes: Uint8Array): BlockedModel | undefined {
  const model = decodeModel(bytes);
  if (opsetOf(model) < oldestOpset) return undefined;
  const transposed = findTransposed(model.graph).filter(
    (one) =>
      mayHaveOneWindow(one) ||
      blockSizes.some((size) => inputGradPays(size, one.filters, one.window.strides)),
  );
  if (transposed.length === 0) return undefined;
  return {
    probe: probeOf(model, transposed),
    write: (shapes, size) => write(model, transposed, shapes, size),
  };
}
