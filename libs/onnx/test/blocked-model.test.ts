/** Models that came as files, rewritten in blocks: which convolutions are, which are left alone, and what stays as it was. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { add, conv, convInputGrad, input, relu, type ConvWindow } from '@kantor/graph';
import { blockedModel, readOnnx, writeOnnx, type OnnxOptions } from '@kantor/onnx';
import { filled, type StaticShape } from '@kantor/tensor';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  ModelProtoSchema,
  type ModelProto,
  type NodeProto,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';

const window: ConvWindow = { strides: [2, 2], pads: [1, 1, 1, 1] };

interface Layer {
  readonly filters?: StaticShape;
  readonly window?: ConvWindow;
  readonly inputSize?: readonly [number, number];
}

/** x [N, 16, 5, 5] → a transposed convolution → y, the input in between being `_relu0`. */
function upscaler(layer: Layer = {}, options: OnnxOptions = {}): Uint8Array {
  const x = input('x', ['N', 16, 5, 5]);
  const shape = layer.filters ?? [16, 16, 4, 4];
  const op = { ...window, ...layer.window, inputSize: layer.inputSize ?? [10, 10] } as const;
  const y = convInputGrad(relu(x), input('w', shape), op);
  return writeOnnx(
    { name: 'g', inputs: [x], outputs: [['y', y]], weights: { w: filled(shape, 0.5) } },
    { metadata: { 'kantor.format': '1' }, ...options },
  );
}

const shapes = { _relu0: [1, 16, 5, 5] };

/** The same model with its one transposed convolution, or what lies around it, changed by hand. */
function edited(change: (node: NodeProto, model: ModelProto) => void, bytes = upscaler()): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const node = model.graph?.node.find(({ opType }) => opType === 'ConvTranspose');
  change(node as NodeProto, model);
  return toBinary(ModelProtoSchema, model);
}

function setAttribute(node: NodeProto, name: string, value: bigint | readonly bigint[] | string): void {
  const type = AttributeProto_AttributeType;
  node.attribute = node.attribute.filter((one) => one.name !== name);
  if (typeof value === 'bigint')
    node.attribute.push(create(AttributeProtoSchema, { name, type: type.INT, i: value }));
  else if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    node.attribute.push(create(AttributeProtoSchema, { name, type: type.STRING, s }));
  } else node.attribute.push(create(AttributeProtoSchema, { name, type: type.INTS, ints: [...value] }));
}

const operators = (bytes: Uint8Array | undefined) => bytes && readOnnx(bytes).operators;

describe('a model with a transposed convolution', () => {
  it('is written with convolutions in blocks instead, and is otherwise the same', () => {
    const bytes = upscaler();
    const blocked = blockedModel(bytes)?.write(shapes, 16) as Uint8Array;
    const { operators: before, ...said } = readOnnx(bytes);
    const { operators: after, ...still } = readOnnx(blocked);
    expect(still).toEqual(said);
    expect(before).toEqual({ Relu: 1, ConvTranspose: 1 });
    expect(after).toMatchObject({ Relu: 1, ReorderInput: 1, Conv: 4, ReorderOutput: 1 });
    expect(after).not.toHaveProperty('ConvTranspose');
  });

  it('is probed by what its transposed convolutions work on', () => {
    const { probe } = blockedModel(upscaler()) ?? {};
    expect(readOnnx(probe as Uint8Array).outputs.map(({ name }) => name)).toEqual(['y', '_relu0']);
  });

  it('is taken with weights that are stored as float16', () => {
    const blocked = blockedModel(upscaler({}, { weights: 'float16' }))?.write({ _relu0: [1, 16, 5, 5] }, 16);
    expect(operators(blocked)).toMatchObject({ Cast: 1, Conv: 4 });
  });

  it('gives new names to what is new, whatever names there are', () => {
    const taken = edited((_, model) => model.graph?.initializer.forEach((one) => (one.name = '_blocked_w')));
    const named = edited((node) => (node.input[1] = '_blocked_w'), taken);
    const blocked = fromBinary(ModelProtoSchema, blockedModel(named)?.write(shapes, 16) as Uint8Array);
    const { node = [], initializer = [] } = blocked.graph ?? {};
    const names = [...node.flatMap(({ output }) => output), ...initializer.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  });

  it('is written as a matrix product where it begins at one pixel, whatever its channels', () => {
    const bytes = upscaler({
      filters: [16, 3, 4, 4],
      window: { strides: [1, 1], pads: [0, 0, 0, 0] },
      inputSize: [8, 8],
    });
    const model = blockedModel(bytes);
    expect(operators(model?.write({ _relu0: [1, 16, 1, 1] }, 16))).toEqual({ Relu: 1, Reshape: 3, Gemm: 1 });
    expect(model?.write(shapes, 16)).toBeUndefined();
  });

  it('is left alone where sizes are not told, or blocks of that size do not fit', () => {
    const eight = blockedModel(upscaler({ filters: [16, 8, 4, 4] }));
    expect(eight?.write({}, 8)).toBeUndefined();
    expect(eight?.write(shapes, 16)).toBeUndefined();
    expect(operators(eight?.write(shapes, 8))).toMatchObject({ Conv: 4 });
  });

  it('is left alone where the strides do not divide its image', () => {
    const odd = blockedModel(upscaler({ inputSize: [11, 11] }));
    expect(odd?.write(shapes, 16)).toBeUndefined();
  });
});

describe('nothing is offered', () => {
  it.each<[string, Uint8Array]>([
    ['three channels', upscaler({ filters: [16, 3, 4, 4] })],
    ['a kernel of 3 at stride 2', upscaler({ filters: [16, 16, 3, 3], inputSize: [9, 9] })],
    [
      'a step as large as the kernel',
      upscaler({ filters: [16, 3, 2, 2], window: { strides: [2, 2], pads: [0, 0, 0, 0] } }),
    ],
    ['groups', edited((node) => setAttribute(node, 'group', 2n))],
    ['dilations', edited((node) => setAttribute(node, 'dilations', [2n, 2n]))],
    ['pads by a rule', edited((node) => setAttribute(node, 'auto_pad', 'SAME_UPPER'))],
    ['an output of a given shape', edited((node) => setAttribute(node, 'output_shape', [9n, 9n]))],
    ['an attribute nobody knows', edited((node) => setAttribute(node, 'mood', 1n))],
    ['an output padded by a stride', edited((node) => setAttribute(node, 'output_padding', [2n, 2n]))],
    ['an operator of another domain', edited((node) => (node.domain = 'example.com'))],
    ['filters that come from elsewhere', edited((node) => (node.input[1] = 'x'))],
    ['opset 10', edited((_, { opsetImport: [own] }) => (own.version = 10n))],
  ])('for %s', (_, bytes) => {
    expect(blockedModel(bytes)).toBeUndefined();
  });

  it('for weights that a caller may replace', () => {
    const bytes = edited((_, { graph }) => {
      if (graph) graph.input.push({ ...graph.input[0], name: 'w' });
    });
    expect(blockedModel(bytes)).toBeUndefined();
  });

  it('without a transposed convolution', () => {
    const x = input('x', [1, 16, 8, 8]);
    const w = input('w', [16, 16, 3, 3]);
    const y = add(conv(x, w, { strides: [1, 1], pads: [1, 1, 1, 1] }), 1);
    const graph = {
      ...{ name: 'g', inputs: [x], weights: { w: filled([16, 16, 3, 3], 1) } },
      outputs: [['y', y]] as const,
    };
    expect(blockedModel(writeOnnx(graph))).toBeUndefined();
  });
});

it('refuses what is no model', () => {
  expect(() => blockedModel(Uint8Array.of(1, 2, 3))).toThrow(
    expect.objectContaining({ code: 'onnx/unreadable' }),
  );
});
