/** Safetensors: what is written is read back, as the reference implementation does it, and bad files are refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dtypes, floats, tensor, viewAs, type HostTensor } from '@kantor/tensor';
import { decodeSafetensors, encodeSafetensors } from '@kantor/checkpoint';

/** The tensors of tools/reference/safetensors_golden.py. */
const goldenTensors: Record<string, HostTensor> = {
  'generator.0.kernel': floats([2, 3], [-0.75, -0.5, -0.25, 0, 0.25, 0.5]),
  half: tensor('float16', [4], Uint16Array.of(0, 0x3c00, 0xc000, 0x7bff)),
  counts: tensor('int32', [2, 1], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
  big: tensor('int64', [2], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)),
  pixels: tensor('uint8', [3], Uint8Array.of(0, 128, 255)),
  mask: tensor('bool', [3], Uint8Array.of(1, 0, 1)),
  scalar: floats([], [0.1]),
  nothing: floats([0, 4], []),
  größe: floats([1], [1.5]),
};

/** A file with this header and this many bytes of data. */
function file(header: unknown, dataLength = 0, headerLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('encodeSafetensors and decodeSafetensors', () => {
  it.each(dtypes)('give %s tensors back, bit for bit', (dtype) => {
    const bytes = Uint8Array.from({ length: 48 }, (_, i) => (dtype === 'bool' ? i % 2 : 41 * i));
    const data = viewAs(dtype, bytes);
    const tensors = { some: tensor(dtype, [data.length], data), none: tensor(dtype, [0], data.slice(0, 0)) };
    expect(decodeSafetensors(encodeSafetensors(tensors)).tensors).toEqual(tensors);
  });

  it('give metadata, empty files and odd names back', () => {
    const metadata = { note: 'two\nlines "quoted"', empty: '' };
    const tensors = {
      '': floats([1], [1]),
      '0': floats([1], [2]),
      'a "b" \\': floats([1], [3]),
      toString: floats([1], [4]),
    };
    expect(decodeSafetensors(encodeSafetensors(tensors, metadata))).toEqual({ tensors, metadata });
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  it('give the bits of numbers that are none', () => {
    const bits = Uint32Array.of(0x7fc00001, 0xff800000, 0x80000000, 1);
    const decoded = decodeSafetensors(encodeSafetensors({ a: floats([4], new Float32Array(bits.buffer)) }));
    expect(new Uint32Array((decoded.tensors.a.data as Float32Array).slice().buffer)).toEqual(bits);
  });

  it('give the same bytes whatever the order of the names', () => {
    const reversed = Object.fromEntries(Object.entries(goldenTensors).reverse());
    const bytes = encodeSafetensors(goldenTensors, { a: '1', b: '2' });
    expect(encodeSafetensors(reversed, { b: '2', a: '1' })).toEqual(bytes);
  });

  it('write a part of a larger array only, and align every tensor', () => {
    const part = floats([2], Float32Array.of(1, 2, 3, 4).subarray(1, 3));
    const bytes = encodeSafetensors({ ...goldenTensors, part });
    const { tensors } = decodeSafetensors(bytes);
    expect(tensors.part).toEqual(floats([2], [2, 3]));
    for (const { data } of Object.values(tensors)) expect(data.buffer).toBe(bytes.buffer); // nothing was copied
  });

  it('read bytes at an odd place of a larger buffer', () => {
    const bytes = encodeSafetensors(goldenTensors);
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 3);
    expect(decodeSafetensors(larger.subarray(3, 3 + bytes.length)).tensors).toEqual(goldenTensors);
  });

  it('read the file that the reference implementation wrote', () => {
    const bytes = readFileSync(new URL('golden/python.safetensors', import.meta.url));
    const decoded = decodeSafetensors(bytes);
    expect(decoded.tensors).toEqual(goldenTensors);
    expect(decoded.metadata).toEqual({ 'made by': 'safetensors for Python', quote: 'a "b" \\ c' });
  });
});

describe('encodeSafetensors', () => {
  it.each(['__metadata__', '__proto__'])('refuses the name %s', (name) => {
    const tensors = Object.fromEntries([[name, floats([1], [1])]]);
    expect(() => encodeSafetensors(tensors)).toThrow(
      expect.objectContaining({ code: 'checkpoint/tensor-name' }),
    );
  });

  it('refuses data that have not the size of their shape', () => {
    const wrong = { dtype: 'float32', shape: [3], data: new Float32Array(2) } as const;
    expect(() => encodeSafetensors({ wrong })).toThrow(expect.objectContaining({ code: 'tensor/size' }));
  });
});

describe('decodeSafetensors refuses', () => {
  const cases: [what: string, bytes: Uint8Array, reason: RegExp][] = [
    ['no bytes', new Uint8Array(0), /it has 0 bytes/],
    ['half a length', new Uint8Array(7), /it has 7 bytes/],
    ['a header that goes past the end', file({}, 0, 3n), /claims 3 bytes, but 2 follow/],
    [
      'a header of absurd length',
      file({}, 0, 2n ** 64n - 1n),
      /claims 1844674407370955\d+ bytes, and 100000000/,
    ],
    ['an empty header', file('', 0), /does not begin with '\{'/],
    ['a header that is a list', file('[]'), /does not begin with '\{'/],
    ['a header with a byte order mark', file('\ufeff{}'), /does not begin with '\{'/],
    ['a header that is not JSON', file('{"a":}'), /no JSON in UTF-8/],
    ['a header with more after it', file('{}{}'), /no JSON in UTF-8/],
    [
      'a name twice',
      file(`{"a":${JSON.stringify(f32(0, 4))},"\\u0061":${JSON.stringify(f32(4, 8))}}`, 8),
      /'a' twice/,
    ],
    [
      'a field twice',
      file('{"a":{"dtype":"F32","dtype":"U8","shape":[],"data_offsets":[0,1]}}', 1),
      /'dtype' twice/,
    ],
    ['the name __proto__', file(`{"__proto__":${JSON.stringify(f32(0, 4))}}`, 4), /named '__proto__'/],
    ['an entry that is no object', file({ a: [1] }), /entry 'a' is no object/],
    ['an entry that is null', file({ a: null }), /entry 'a' is no object/],
    [
      'an unknown dtype',
      file({ a: { ...f32(0, 4), dtype: 'BF16' } }, 4),
      /dtype "BF16"; known are F32, F16, I32/,
    ],
    ['a dtype in a list', file({ a: { ...f32(0, 4), dtype: ['F32'] } }, 4), /dtype \["F32"\]/],
    ['no dtype', file({ a: { shape: [1], data_offsets: [0, 4] } }, 4), /dtype undefined/],
    ['a negative size', file({ a: f32(0, 4, [-1, -1]) }, 4), /shape of 'a' is \[-1,-1\]/],
    ['half a size', file({ a: f32(0, 4, [0.5, 2]) }, 4), /not a list of sizes/],
    ['a shape that is a text', file({ a: { ...f32(0, 4), shape: '1' } }, 4), /not a list of sizes/],
    [
      'a shape that overflows',
      file({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4),
      /takes .* bytes, but its offsets span 4/,
    ],
    [
      'a shape that overflows, times 0',
      file({ a: f32(0, 0, [...Array<number>(30).fill(2 ** 52), 0]) }),
      /takes NaN/,
    ],
    [
      'a shape of another size',
      file({ a: f32(0, 4, [2]) }, 4),
      /\[2\], takes 8 bytes, but its offsets span 4/,
    ],
    ['one offset', file({ a: { ...f32(0, 4), data_offsets: [4] } }, 4), /not a begin and an end/],
    ['three offsets', file({ a: { ...f32(0, 4), data_offsets: [0, 4, 4] } }, 4), /not a begin and an end/],
    ['offsets backwards', file({ a: { ...f32(0, 4), data_offsets: [4, 0] } }, 4), /not a begin and an end/],
    ['negative offsets', file({ a: { ...f32(0, 4), data_offsets: [-4, 0] } }, 4), /not a begin and an end/],
    [
      'tensors that overlap',
      file({ a: f32(0, 8), b: f32(4, 12) }, 12),
      /'b' begins at byte 4, inside .* ends at 8/,
    ],
    ['one tensor twice', file({ a: f32(0, 8), b: f32(0, 8) }, 8), /'b' begins at byte 0, inside/],
    ['a gap', file({ a: f32(0, 4), b: f32(8, 12) }, 12), /bytes 4 to 8, before 'b'/],
    ['a gap at the begin', file({ a: f32(4, 8) }, 8), /bytes 0 to 4/],
    ['an offset past the end', file({ a: f32(0, 8) }, 4), /take 8 bytes, but 4 follow/],
    ['bytes left over', file({ a: f32(0, 4) }, 5), /1 bytes at its end/],
    ['metadata that is not text', file({ __metadata__: { a: 1 } }), /'__metadata__' is not a map of texts/],
    ['metadata that is a list', file({ __metadata__: [] }), /'__metadata__' is not a map of texts/],
    [
      'a bool of 2',
      file({ a: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, 1).fill(2, -1),
      /bytes above 1/,
    ],
  ];

  it.each(cases)('%s', (_, bytes, reason) => {
    expect(() => decodeSafetensors(bytes)).toThrow(
      expect.objectContaining({ code: 'checkpoint/safetensors', message: expect.stringMatching(reason) }),
    );
  });

  it('a header that is not UTF-8', () => {
    const bytes = file('{"a":1}');
    bytes[10] = 0xff;
    expect(() => decodeSafetensors(bytes)).toThrow(/no JSON in UTF-8/);
  });

  it('every file that was cut short', () => {
    const whole = encodeSafetensors(goldenTensors);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'checkpoint/safetensors' }),
      );
    }
  });

  it('long hostile headers without running out of stack', () => {
    expect(() => decodeSafetensors(file(`{"${'\\"'.repeat(2_000_000)}":1}`))).toThrow(/is no object/);
    expect(() => decodeSafetensors(file(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`))).toThrow(
      /is no object/,
    );
  });

  it('nothing of a changed header without a KantorError', () => {
    const whole = encodeSafetensors(goldenTensors, { a: 'b' });
    const headerEnd = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
    for (let at = 0; at < headerEnd; at++) {
      for (const flip of [0x01, 0x10, 0x80]) {
        const changed = whole.slice();
        changed[at] ^= flip;
        try {
          decodeSafetensors(changed); // a changed name or text of the metadata is still a valid file
        } catch (error) {
          expect(error).toMatchObject({ code: 'checkpoint/safetensors' });
        }
      }
    }
  });
});
