/** The header of a model without decoding it: what `readOnnx` says of it, and nothing worse than a refusal of damage. */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { add, exp, input, onnx } from '@kantor/graph';
import { readOnnx, writeOnnx } from '@kantor/onnx';
import { readHeader } from '@kantor/onnx/header';
import { filled, KantorError, stream } from '@kantor/tensor';
import { ModelProtoSchema, TensorProto_DataLocation, TensorProto_DataType } from 'onnx-buf';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { isProtobuf } from './is-protobuf.js';

const x = input('x', ['N', 3]);
const sum = add(x, input('w', [3]));
const elu = onnx('Elu', [exp(sum)], {
  shape: ['N', 3],
  attributes: { alpha: 0.5, table: filled([4], 1), sizes: [1, 2], mode: 'näher' },
});
const written = writeOnnx(
  { name: 'a graph', inputs: [x], outputs: [['y', elu], ['sum', sum]], weights: { w: filled([3], 2) } }, // prettier-ignore
  { metadata: { 'kantor.format': '1', '': 'no key', long: 'ß'.repeat(300) }, documentation: 'what it is' },
);

type Model = MessageInitShape<typeof ModelProtoSchema>;
const opset17 = { opsetImport: [{ domain: '', version: 17n }] };
const modelOf = (init: Model): Uint8Array => toBinary(ModelProtoSchema, create(ModelProtoSchema, init));

const tensorPort = (name: string, elemType: number, dims: (bigint | string | undefined)[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType,
        shape: {
          dim: dims.map((dim) =>
            dim === undefined
              ? {}
              : {
                  value:
                    typeof dim === 'string'
                      ? { case: 'dimParam' as const, value: dim }
                      : { case: 'dimValue' as const, value: dim },
                },
          ),
        },
      },
    },
  },
});

/** Made with another encoder than the reader's: old habits, odd types, and what writers may leave out. */
const odd = modelOf({
  irVersion: 3n,
  producerName: 'ünïcode 📦',
  opsetImport: [
    { domain: 'com.microsoft', version: 1n },
    { domain: 'ai.onnx', version: 9n },
    { domain: '', version: 10n },
  ],
  graph: {
    name: 'old',
    input: [
      tensorPort('z', TensorProto_DataType.FLOAT16, [1n, 100n, 1n, 1n]),
      tensorPort('w', TensorProto_DataType.FLOAT, [3n]),
      tensorPort('label', TensorProto_DataType.INT64, ['batch', undefined, -1n, 2n ** 40n]),
      { name: 'untyped', type: { value: { case: 'tensorType', value: {} } } },
    ],
    output: [tensorPort('y', 99, [])],
    initializer: [
      { name: 'w', dims: [3n], dataType: 1, floatData: [1, 2, 3] },
      { name: 'other', dims: [2n], dataType: 7, int64Data: [-1n, 2n ** 62n] },
    ],
    node: [{ opType: 'If', attribute: [{ name: 'then_branch', g: { node: [{ opType: 'Relu' }] } }] }],
  },
  metadataProps: [
    { key: '__proto__', value: 'a key like any other' },
    { key: 'twice', value: 'first' },
    { key: 'twice', value: 'last' },
    { key: 'no value' },
  ],
});

/** What both readers tell. */
function both(bytes: Uint8Array) {
  const { operators: _operators, ...summary } = readOnnx(bytes);
  const { name: _name, externalData: _externalData, stored: _stored, ...header } = readHeader(bytes);
  return { summary, header };
}

describe('a header', () => {
  it.each([
    ['our own', written],
    ['another writer’s', odd],
  ])('of %s file is what readOnnx reads', (_whose, bytes) => {
    const { summary, header } = both(bytes);
    expect(header).toEqual(summary);
  });

  it('tells names, types, shapes, opset and notes', () => {
    expect(readHeader(odd)).toEqual({
      producer: 'ünïcode 📦',
      irVersion: 3,
      opset: 9,
      name: 'old',
      inputs: [
        { name: 'z', type: 'float16', shape: [1, 100, 1, 1] },
        { name: 'label', type: 'int64', shape: ['batch', '?', -1, 2 ** 40] },
        { name: 'untyped', type: 'undefined', shape: [] },
      ],
      outputs: [{ name: 'y', type: 'unknown', shape: [] }],
      metadata: JSON.parse('{"__proto__":"a key like any other","twice":"last","no value":""}'),
      externalData: false,
      stored: { float: 21, int64: 32 },
    });
  });

  it('tells how many bytes weights take up, by their type', () => {
    const weights = { dims: [64n], rawData: new Uint8Array(128), dataType: TensorProto_DataType.FLOAT16 };
    const within = { opType: 'Constant', attribute: [{ name: 'value', t: weights }] };
    const file = modelOf({ ...opset17, graph: { initializer: [weights, weights], node: [within] } });
    const { float16, ...others } = readHeader(file).stored;
    expect(others).toEqual({});
    expect(float16).toBeGreaterThanOrEqual(3 * 128);
    expect(float16).toBeLessThan(3 * 140);
  });

  it('knows every element type by the name that ONNX gives it', () => {
    const types = Object.values(TensorProto_DataType).filter((value) => typeof value === 'number');
    const bytes = modelOf({
      ...opset17,
      graph: { input: types.map((type) => tensorPort(`input ${type}`, type, [])) },
    });
    const { summary, header } = both(bytes);
    expect(header.inputs).toHaveLength(types.length);
    expect(header.inputs).toEqual(summary.inputs);
  });

  it('is read from a view into a larger file, whose bytes do not matter', () => {
    const file = new Uint8Array(written.length + 20).fill(255);
    file.set(written, 7);
    expect(readHeader(file.subarray(7, 7 + written.length))).toEqual(readHeader(written));
  });

  it('of a model given in parts is that of the parts together', () => {
    const [head, tail] = [modelOf({ graph: { name: 'a', input: [tensorPort('x', 1, ['N'])] } }), written];
    const parts = new Uint8Array([...head, ...tail]);
    const { summary, header } = both(parts);
    expect(header).toEqual(summary);
    expect(header.inputs).toHaveLength(2);
  });
});

const external = { dataLocation: TensorProto_DataLocation.EXTERNAL, externalData: [{ key: 'location', value: '/etc/passwd' }] }; // prettier-ignore

describe('weights outside of the file are noticed', () => {
  it.each<[string, Model]>([
    ['among the weights', { graph: { initializer: [external] } }],
    ['in a sparse weight', { graph: { sparseInitializer: [{ indices: external }] } }],
    ['in a constant', { graph: { node: [{ attribute: [{ t: external }] }] } }],
    ['in a list', { graph: { node: [{ attribute: [{ tensors: [{}, external] }] }] } }],
    ['in a branch', { graph: { node: [{ attribute: [{ g: { initializer: [external] } }] }] } }],
    ['in a function', { functions: [{ node: [{ attribute: [{ t: external }] }] }], graph: {} }],
    [
      'by a location alone',
      { graph: { initializer: [{ dataLocation: TensorProto_DataLocation.EXTERNAL }] } },
    ],
    ['by a file name alone', { graph: { initializer: [{ externalData: [{ key: 'location' }] }] } }],
  ])('%s', (_where, model) => {
    expect(readHeader(modelOf({ ...opset17, ...model })).externalData).toBe(true);
  });
});

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const refusal = (message: RegExp | string): unknown =>
  expect.objectContaining({ code: 'onnx/unreadable', message: expect.stringMatching(message) });

describe('what is no model is refused by what it is', () => {
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'the file is empty'],
    ['zeros', new Uint8Array(100), 'no field begins like this'],
    ['a web page', text('\n <!doctype html><title>404</title>'), 'is a web page or XML'],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid'), 'git lfs pull'],
    ['JSON', text('{"format":"layers-model"}'), 'is JSON'],
    ['a checkpoint of PyTorch', text('PK\u0003\u0004archive/data.pkl'), 'PyTorch'],
    ['Keras weights', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a), 'Keras'],
    ['GGUF', text('GGUF\u0003\0\0\0'), 'is GGUF'],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), 'is a picture'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'gzip'],
    ['an ORT file', text('\0\0\0\0ORTM'), 'ORT format'],
    ['all ones', new Uint8Array(64).fill(255), 'more than 10 bytes'],
    ['no graph', modelOf(opset17), 'holds no graph'],
    ['no opset', modelOf({ graph: {} }), 'names no opset'],
    ['groups', Uint8Array.of(0x0b, 0x0c), 'encoded as 3'],
    ['a length of 4 GB', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0), 'goes on past byte 7'],
    ['a length of 2^63', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0), 'past byte 11'], // prettier-ignore
    [
      'a name that goes past its graph’s end',
      Uint8Array.of(0x3a, 2, 0x12, 4, 0x42, 2, 0x10, 17),
      'past byte 4, where',
    ],
    ['a graph that is a number', Uint8Array.of(0x38, 1), 'field 7 is encoded as 0, not as 2'],
  ])('%s', (_what, bytes, message) => {
    expect(() => readHeader(bytes)).toThrow(refusal(message));
  });

  it('a model whose input is no tensor, by the input’s name', () => {
    const input = [{ name: 'list', type: { value: { case: 'sequenceType' as const, value: {} } } }];
    expect(() => readHeader(modelOf({ ...opset17, graph: { input } }))).toThrow(
      expect.objectContaining({ code: 'onnx/not-a-tensor', message: expect.stringContaining("'list'") }),
    );
  });

  it('graphs within graphs without end', () => {
    let nested = modelOf({ graph: {} }).subarray(2); // an empty graph
    const within = (field: number, bytes: Uint8Array) => {
      const length: number[] = [];
      for (let rest = bytes.length; ; rest >>= 7) {
        if (rest < 128) {
          length.push(rest);
          break;
        }
        length.push((rest & 127) | 128);
      }
      return new Uint8Array([field * 8 + 2, ...length, ...bytes]);
    };
    for (let depth = 0; depth < 1000; depth++) nested = within(1, within(5, within(6, nested)));
    const bytes = new Uint8Array([...modelOf(opset17), ...within(7, nested)]);
    expect(() => readHeader(bytes)).toThrow(refusal('more than 64 deep'));
  });

  it('a file of a million inputs of two bytes each, before it keeps them', () => {
    const inputs = new Uint8Array(2_000_000).map((_, i) => (i % 2 === 0 ? 0x72 : 0)); // metadata entries, empty
    expect(() => readHeader(inputs)).toThrow(refusal('more than 65536'));
  });
});

/** What a reader makes of bytes: its summary as text, or the code of its refusal. */
function outcome(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): { text?: string; code?: string } {
  try {
    return { text: JSON.stringify(read(bytes)) };
  } catch (error) {
    if (error instanceof KantorError) return { code: error.code };
    throw error;
  }
}

describe('damage', () => {
  const files = [written, odd];

  it('of any length cut off gives a refusal, or what readOnnx reads of it', () => {
    for (const file of files) {
      for (let length = 0; length < file.length; length++) {
        const cut = file.subarray(0, length);
        const ours = outcome((bytes) => both(bytes).header, cut);
        const theirs = outcome((bytes) => both(bytes).summary, cut);
        expect(ours, `cut to ${length} bytes`).toEqual(theirs);
      }
    }
  });

  it('of any bits gives a refusal, or what readOnnx reads of it', () => {
    const times = env['KANTOR_SLOW'] ? 200_000 : 10_000;
    const random = stream(3, 'damage');
    const words = new Uint32Array(4);
    let accepted = 0;
    for (let round = 0; round < times; round++) {
      const file = files[round % files.length];
      const damaged = Uint8Array.from(file);
      const [changes] = random.integers(words.subarray(0, 1), 3);
      for (let change = 0; change <= changes; change++) {
        random.uint32(words);
        damaged[words[0] % damaged.length] = words[1] % 2 ? words[2] : damaged[words[0] % damaged.length] ^ (1 << words[3] % 8); // prettier-ignore
      }
      const header = outcome((bytes) => readHeader(bytes), damaged);
      if (header.text === undefined) continue;
      const theirs = outcome((bytes) => both(bytes).summary, damaged);
      // It decodes all of the file, and is lenient where messages overlap.
      if (theirs.text === undefined || !isProtobuf(damaged)) continue;
      accepted++;
      expect(
        outcome((bytes) => both(bytes).header, damaged),
        `round ${round}`,
      ).toEqual(theirs);
    }
    expect(accepted).toBeGreaterThan(times / 10);
  });

  it('that is nothing but chance is refused', () => {
    const random = stream(4, 'chance');
    for (let round = 0; round < 2_000; round++) {
      const bytes = new Uint8Array(random.uint32(new Uint32Array(1 + (round % 60))).buffer);
      expect(outcome(readHeader, bytes).text, `round ${round}`).toBeUndefined();
    }
  });
});
