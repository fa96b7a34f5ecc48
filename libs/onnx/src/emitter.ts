/** Collects the nodes and initializers of one ONNX graph. It knows ONNX's messages, not our primitives. */
import { create } from '@bufbuild/protobuf';
import { bytesPerElement, type DType, type HostTensor } from '@kantor/tensor';
import type { OnnxAttribute } from '@kantor/graph';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  NodeProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf';

const onnxTypes = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  uint8: TensorProto_DataType.UINT8,
  bool: TensorProto_DataType.BOOL,
} satisfies Record<DType, TensorProto_DataType>;

/** ONNX's number for a dtype. */
export function onnxType(dtype: DType): TensorProto_DataType {
  return onnxTypes[dtype];
}

/** A host tensor as a message; the bytes are viewed, not copied. */
function tensorProto(name: string, { dtype, shape, data }: HostTensor): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: onnxType(dtype),
    rawData: new Uint8Array(
      data.buffer as ArrayBuffer,
      data.byteOffset,
      data.length * bytesPerElement(dtype),
    ),
  });
}

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  const type = AttributeProto_AttributeType;
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: type.FLOAT, f: value });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: type.STRING, s: new TextEncoder().encode(value) });
  }
  if ('dtype' in value)
    return create(AttributeProtoSchema, { name, type: type.TENSOR, t: tensorProto('', value) });
  if ('int' in value) return create(AttributeProtoSchema, { name, type: type.INT, i: BigInt(value.int) });
  return create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) });
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Name of the result; a fresh one if left out. */
  readonly output?: string;
  /** Whose operator it is; ONNX's own if left out. */
  readonly domain?: string;
}

export interface Emitter {
  readonly opset: number;
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  /** Adds a node with one result and returns the result's name. */
  node(type: string, inputs: readonly string[], options?: NodeOptions): string;
  /** A list of int64 as an initializer; equal lists share one. */
  integers(values: readonly number[]): string;
  /** A float32 scalar as an initializer; equal ones share one. */
  scalar(value: number): string;
  initializer(name: string, value: HostTensor): string;
  /** The result of `make`, which runs at the first call with this key only: for what several nodes share. */
  once(key: string, make: () => string): string;
}

/**
 * Names are numbered in the order of emission, so that one graph always gives the same bytes.
 * @param prefix of all names that are made here.
 */
export function createEmitter(opset: number, prefix = '_'): Emitter {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const shared = new Set<string>();
  const made = new Map<string, string>();

  const initializer = (name: string, value: HostTensor): string => {
    initializers.push(tensorProto(name, value));
    return name;
  };
  const share = (name: string, make: () => HostTensor): string => {
    if (shared.has(name)) return name;
    shared.add(name);
    return initializer(name, make());
  };
  return {
    opset,
    nodes,
    initializers,
    initializer,
    once(key, make) {
      const result = made.get(key) ?? make();
      made.set(key, result);
      return result;
    },
    node(type, inputs, { attributes = {}, output = `${prefix}${type}_${nodes.length}`, domain } = {}) {
      nodes.push(
        create(NodeProtoSchema, {
          opType: type,
          ...(domain === undefined ? {} : { domain }),
          name: output,
          input: [...inputs],
          output: [output],
          attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
        }),
      );
      return output;
    },
    integers: (values) =>
      share(`${prefix}i64[${values.join(',')}]`, () => ({
        dtype: 'int64',
        shape: [values.length],
        data: BigInt64Array.from(values, BigInt),
      })),
    scalar: (value) =>
      share(`${prefix}f32(${value})`, () => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) })),
  };
}
