/** What is read back, and what is refused as no model. */
import { create, toBinary } from '@bufbuild/protobuf';
import { add, exp, input } from '@kantor/graph';
import { readOnnx, writeOnnx } from '@kantor/onnx';
import { filled, KantorError } from '@kantor/tensor';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { describe, expect, it } from 'vitest';

const x = input('x', ['N', 3]);
const model = writeOnnx(
  { name: 'g', inputs: [x], outputs: [['y', exp(add(x, input('w', [3])))]], weights: { w: filled([3], 2) } },
  { metadata: { 'kantor.format': '1' } },
);

describe('a summary', () => {
  it('counts operators and leaves weights out of the inputs', () => {
    expect(readOnnx(model)).toEqual({
      producer: 'kantor',
      irVersion: 8,
      opset: 17,
      inputs: [{ name: 'x', type: 'float', shape: ['N', 3] }],
      outputs: [{ name: 'y', type: 'float', shape: ['N', 3] }],
      operators: { Add: 1, Exp: 1 },
      metadata: { 'kantor.format': '1' },
    });
  });

  it('is read from a view into a larger file', () => {
    const file = new Uint8Array(model.length + 20);
    file.set(model, 7);
    expect(readOnnx(file.subarray(7, 7 + model.length))).toEqual(readOnnx(model));
  });

  it('takes the opset of ONNX’s own domain, whichever stands first', () => {
    const opset = (domain: string, version: bigint) => create(OperatorSetIdProtoSchema, { domain, version });
    const bytes = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 9n,
        graph: create(GraphProtoSchema, {}),
        opsetImport: [opset('com.microsoft', 1n), opset('ai.onnx', 19n)],
      }),
    );
    expect(readOnnx(bytes)).toMatchObject({ irVersion: 9, opset: 19, inputs: [], operators: {} });
  });

  it('of a model whose input is no tensor is refused by the input’s name', () => {
    const sequence = create(TypeProtoSchema, { value: { case: 'sequenceType', value: {} } });
    const info = create(ValueInfoProtoSchema, { name: 'list', type: sequence });
    const bytes = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        graph: create(GraphProtoSchema, { input: [info] }),
        opsetImport: [create(OperatorSetIdProtoSchema, { version: 17n })],
      }),
    );
    expect(() => readOnnx(bytes)).toThrow(
      expect.objectContaining({ code: 'onnx/not-a-tensor', message: expect.stringContaining("'list'") }),
    );
  });
});

describe('bytes that are no model are refused:', () => {
  const text = (words: string) => new TextEncoder().encode(words);
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(100)],
    ['a web page', text('<!doctype html><title>404</title>')],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n')],
    ['JSON', text('{"format":"layers-model"}')],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['all ones', new Uint8Array(64).fill(255)],
  ])('%s', (_what, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(expect.objectContaining({ code: 'onnx/unreadable' }));
  });

  it('a model cut anywhere before its metadata', () => {
    // Behind the graph stand the opset (4 bytes) and the metadata, which a reader cannot miss.
    const bare = writeOnnx({ name: 'g', inputs: [x], outputs: [['y', exp(x)]] });
    const codes = Array.from({ length: bare.length }, (_, length) => {
      try {
        readOnnx(bare.subarray(0, length));
        return `read ${length} of ${bare.length} bytes`;
      } catch (error) {
        return error instanceof KantorError ? error.code : String(error);
      }
    });
    expect(new Set(codes)).toEqual(new Set(['onnx/unreadable']));
  });
});
