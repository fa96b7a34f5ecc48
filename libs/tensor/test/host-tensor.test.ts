/** Host tensors: data of the size of their shape, and the error that carries a code. */
import { describe, expect, it } from 'vitest';
import { filled, floats, isFloat, KantorError, scalarOf, tensor, zeros } from '@kantor/tensor';

describe('tensor', () => {
  it('wraps data without copying', () => {
    const data = Int32Array.of(1, 2, 3, 4);
    expect(tensor('int32', [2, 2], data).data).toBe(data);
    const numbers = Float32Array.of(1, 2);
    expect(floats([2], numbers).data).toBe(numbers);
  });

  it('rounds numbers to float32', () => {
    expect(floats([1], [0.1]).data[0]).toBe(Math.fround(0.1));
  });

  it('refuses data of another size', () => {
    expect(() => floats([2, 3], [1, 2, 3, 4, 5])).toThrow(
      expect.objectContaining({
        code: 'tensor/size',
        message: 'A tensor of shape [2, 3] has 6 elements, but its data has 5.',
      }),
    );
  });

  it('makes zeros and constants of a shape', () => {
    expect(zeros('int64', [2, 2])).toEqual(tensor('int64', [2, 2], new BigInt64Array(4)));
    expect(filled([3], 0.5)).toEqual(floats([3], [0.5, 0.5, 0.5]));
    expect(filled([], 2).data).toHaveLength(1);
  });
});

describe('scalarOf', () => {
  it('is the one number of a scalar or of a tensor with one element', () => {
    expect(scalarOf(floats([], [2.5]))).toBe(2.5);
    expect(scalarOf(floats([1, 1], [-1]))).toBe(-1);
  });

  it('refuses more numbers and other dtypes', () => {
    expect(() => scalarOf(floats([2], [1, 2]))).toThrow(/one float32 number, got float32 of shape \[2\]/);
    expect(() => scalarOf(tensor('int32', [], Int32Array.of(1)))).toThrow(
      expect.objectContaining({ code: 'tensor/not-a-scalar' }),
    );
    expect(isFloat(zeros('float32', [0]))).toBe(true);
    expect(isFloat(zeros('float16', [1]))).toBe(false);
  });
});

describe('KantorError', () => {
  it('is an Error with a code and a cause', () => {
    const cause = new Error('disk');
    const error = new KantorError('tensor/size', 'What came, what was expected, what to do.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'KantorError', code: 'tensor/size', cause });
    expect(String(error)).toBe('KantorError: What came, what was expected, what to do.');
  });
});
