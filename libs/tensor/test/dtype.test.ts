/** Element types: sizes, allocation, and views of bytes. */
import { describe, expect, it } from 'vitest';
import { allocate, bytesPerElement, dtypes, viewAs } from '@kantor/tensor';

describe('dtypes', () => {
  it('have the sizes of their arrays', () => {
    const sizes = Object.fromEntries(dtypes.map((dtype) => [dtype, bytesPerElement(dtype)]));
    expect(sizes).toEqual({ float32: 4, float16: 2, int32: 4, int64: 8, uint8: 1, bool: 1 });
  });

  it.each(dtypes)('%s is allocated as zeros', (dtype) => {
    const array = allocate(dtype, 3);
    expect(array.byteLength).toBe(3 * bytesPerElement(dtype));
    expect(Array.from(array, Number)).toEqual([0, 0, 0]);
  });
});

describe('viewAs', () => {
  const source = new Uint8Array(Float32Array.of(1, -2, 0.5).buffer);

  it('shares the memory of aligned bytes', () => {
    const bytes = new Uint8Array(16);
    const view = viewAs('float32', bytes.subarray(4, 12));
    bytes.set(source.subarray(0, 8), 4);
    expect(Array.from(view)).toEqual([1, -2]);
  });

  it.each([1, 2, 3])('copies bytes that are off by %d', (offset) => {
    const bytes = new Uint8Array(16);
    bytes.set(source, offset);
    const view = viewAs('float32', bytes.subarray(offset, offset + 12));
    bytes.fill(0);
    expect(Array.from(view)).toEqual([1, -2, 0.5]);
  });

  it('copies those of a Buffer too, whose slice() does not copy', () => {
    const buffer = Buffer.alloc(17);
    buffer.set(source, 1);
    expect(Array.from(viewAs('float32', buffer.subarray(1, 13)))).toEqual([1, -2, 0.5]);
  });

  it.each(dtypes)('reads back the bytes of a %s array, none included', (dtype) => {
    const array = allocate(dtype, 5);
    new Uint8Array(array.buffer).forEach((_, i, bytes) => (bytes[i] = 7 * i));
    expect(viewAs(dtype, new Uint8Array(array.buffer))).toEqual(array);
    expect(viewAs(dtype, new Uint8Array(0))).toHaveLength(0);
  });

  it('refuses half an element', () => {
    expect(() => viewAs('int64', new Uint8Array(12))).toThrow(
      expect.objectContaining({
        code: 'tensor/bytes',
        message: '12 bytes are no whole number of int64 elements, which have 8 bytes each.',
      }),
    );
  });
});
