/** Inference messages read in place: the same as the library reads, and nothing built of what is not kept. */
import { describe, expect, it } from 'vitest';
import { fromContents } from '../src/grpc/contents.js';
import { readInferMessage } from '../src/grpc/infer-message.js';
import { loadService } from '../src/grpc/protocol.js';
import type { PortMetadata } from '../src/inference.js';

const { ModelInfer } = await loadService();
const write = (message: object) => readInferMessage(ModelInfer.requestSerialize(message));

const labels: PortMetadata = { name: 'labels', datatype: 'INT64', shape: [-1] };
const steps: PortMetadata = { name: 'steps', datatype: 'INT32', shape: [-1] };
const floats: PortMetadata = { name: 'latents', datatype: 'FP32', shape: [-1] };
const list = (size: number) => ({ shape: [size], size });

/** A field: its key, its length and its bytes. */
function field(number: number, ...bytes: readonly number[]): Buffer {
  return Buffer.of(8 * number + 2, bytes.length, ...bytes);
}

describe('messages', () => {
  it('are what the library wrote', () => {
    const parameters = {
      flag: { bool_param: true },
      no: { bool_param: false },
      low: { int64_param: '-5' },
      text: { string_param: 'ünïcödé' },
      half: { double_param: 0.5 },
      large: { uint64_param: String(2 ** 53 - 1) },
      empty: {},
    };
    const values = { flag: true, no: false, low: -5, text: 'ünïcödé', half: 0.5, large: 2 ** 53 - 1 };
    const message = write({
      model_name: 'a',
      model_version: '2',
      id: 'c',
      parameters,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1, -1, '9007199254740991', 300], parameters }, {}],
      outputs: [{ name: 'y', parameters }, { name: 'z' }],
      raw_input_contents: [Buffer.of(1, 2, 3), Buffer.of()],
    });
    expect(message).toEqual({
      model: 'a',
      version: '2',
      id: 'c',
      parameters: { ...values, empty: undefined },
      inputs: [
        {
          name: 'x',
          datatype: 'FP32',
          shape: [1, -1, 2 ** 53 - 1, 300],
          parameters: { ...values, empty: undefined },
          contents: undefined,
        },
        { name: '', datatype: '', shape: [], parameters: {}, contents: undefined },
      ],
      outputs: [
        { name: 'y', parameters: { ...values, empty: undefined } },
        { name: 'z', parameters: {} },
      ],
      raw: [Buffer.of(1, 2, 3), Buffer.of()],
    });
  });

  it('pass over fields that are not known, and take a shape that is not packed', () => {
    const unknown = Buffer.concat([field(15, 1, 2), Buffer.of(0x48, 1), Buffer.of(0x4d, 0, 0, 0, 0)]);
    const input = Buffer.concat([unknown, Buffer.of(0x18, 2, 0x18, 0xac, 0x02)]);
    const { inputs } = readInferMessage(Buffer.concat([unknown, field(5, ...input)]));
    expect(inputs).toMatchObject([{ shape: [2, 300] }]);
  });

  it.each([
    ['inputs', { inputs: Array(65).fill({}) }],
    ['outputs', { outputs: Array(65).fill({}) }],
    ['axes', { inputs: [{ shape: Array(65).fill(1) }] }],
    ['raw_input_contents', { raw_input_contents: Array(65).fill(Buffer.of()) }],
    ['parameters', { parameters: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [index, {}])) }],
  ])('have no more than 64 %s', (what, message) => {
    expect(() => write(message)).toThrow(`The request has more than 64 ${what}.`);
  });

  it.each([
    ['a number without an end', Buffer.of(0x0a, 0x80), /ends within a number/],
    ['a number of eleven bytes', Buffer.alloc(20, 0xff), /more than ten bytes/],
    ['a length beyond the end', Buffer.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07), /ends within a field/],
    ['a group', Buffer.alloc(1_000_000, 0x0b), /wire type 3/],
    ['half of a double', Buffer.of(0x09, 0, 0), /ends within a field/],
  ])('are refused with %s', (_name, bytes, words) => {
    expect(() => readInferMessage(bytes)).toThrow(words);
  });
});

describe('contents', () => {
  const contentsOf = (contents: object) => write({ inputs: [{ contents }] }).inputs[0].contents;

  it('are numbers of any size', () => {
    const wide = [0n, 1n, -1n, 127n, 128n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
    for (let bit = 0n; bit < 63n; bit++) wide.push(2n ** bit, -(2n ** bit) - 1n);
    const int64 = fromContents(contentsOf({ int64_contents: wide.map(String) }), list(wide.length), labels);
    expect(int64.data).toEqual(BigInt64Array.from(wide));
    const narrow = wide.map((value) => Number(BigInt.asIntN(32, value)));
    const int32 = fromContents(contentsOf({ int_contents: narrow }), list(narrow.length), steps);
    expect(int32.data).toEqual(Int32Array.from(narrow));
    const real = [0, 1.5, -3.4e38, 1e-45, NaN, Infinity];
    const fp32 = fromContents(contentsOf({ fp32_contents: real }), list(6), floats);
    expect(fp32.data).toEqual(Float32Array.from(real));
  });

  it('may come in parts, packed or one by one', () => {
    const parts = Buffer.concat([field(3, 1, 2), Buffer.of(0x18, 3), field(3), field(3, 4)]);
    expect(fromContents(parts, list(4), labels).data).toEqual(BigInt64Array.of(1n, 2n, 3n, 4n));
    const single = Buffer.concat([Buffer.of(0x35, 0, 0, 0x80, 0x3f), field(6, 0, 0, 0, 0x40)]);
    expect(fromContents(single, list(2), floats).data).toEqual(Float32Array.of(1, 2));
    const message = Buffer.concat([field(5, ...field(5, ...field(3, 1)), ...field(5, ...field(3, 2)))]);
    const [{ contents }] = readInferMessage(message).inputs;
    expect(fromContents(contents, list(2), labels).data).toEqual(BigInt64Array.of(1n, 2n));
  });

  it('of more than the shape says are counted, not kept', () => {
    const million = Buffer.concat([Buffer.of(0x1a, 0xc0, 0x84, 0x3d), Buffer.alloc(1_000_000, 1)]);
    const before = process.memoryUsage();
    expect(() => fromContents(million, list(1), labels)).toThrow(/has 1000000 elements in int64_contents/);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(2 ** 23);
  });

  it('are not allocated for, if there cannot be so many', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => fromContents(field(3, 1), list(2 ** 28), labels)).toThrow(/has too few elements/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});
