/** What is no model, and what was one before it was damaged: refused by what it is, or read as readOnnx reads it. */
import { readHeader } from '@kantor/onnx/header';
import { KantorError, stream } from '@kantor/tensor';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { isProtobuf } from './is-protobuf.js';
import { both, modelOf, odd, opset17, written } from './support/header-models.js';

/** What a reader makes of bytes: its summary as text, or the code of its refusal. */
function outcome(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): { text?: string; code?: string } {
  try {
    return { text: JSON.stringify(read(bytes)) };
  } catch (error) {
    if (error instanceof KantorError) return { code: error.code };
    throw error;
  }
}

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
