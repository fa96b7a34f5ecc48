/** Which file is read for a precision, and which precision a file has. */
import { describe, expect, it } from 'vitest';
import { chooseSource, dtypeOf, requireDType } from '../src/dtype.js';

const both = { float32: 'large.onnx', float16: 'small.onnx' };
const refused = (message: string): unknown => expect.objectContaining({ code: 'sampler/dtype', message });

describe('of several files', () => {
  it('the one that is asked for is read, and must have that precision', () => {
    expect(chooseSource(both, 'float32')).toEqual({ source: 'large.onnx', dtype: 'float32' });
    expect(chooseSource(both, 'float16')).toEqual({ source: 'small.onnx', dtype: 'float16' });
  });

  it('the smallest is read where nobody asks', () => {
    expect(chooseSource(both)).toEqual({ source: 'small.onnx', dtype: 'float16' });
    expect(chooseSource({ float32: 'large.onnx' }, 'auto')).toEqual({
      source: 'large.onnx',
      dtype: 'float32',
    });
  });

  it('one that is not there is refused with those that are', () => {
    expect(() => chooseSource({ float32: 'large.onnx' }, 'float16')).toThrow(
      refused("There is no file of 'float16' weights; there is one of 'float32'."),
    );
  });
});

describe('one file', () => {
  it.each(['generator.onnx', new Uint8Array(3), new URL('file:///x'), new Response()])(
    'is read whatever is asked: %s',
    (source) => {
      expect(chooseSource<unknown>(source)).toEqual({ source, dtype: undefined });
      expect(chooseSource<unknown>(source, 'float16')).toEqual({ source, dtype: 'float16' });
    },
  );

  it('has the precision of most of its bytes, and shapes are no weights', () => {
    expect(dtypeOf({ float: 400, float16: 1200, int64: 9000, bool: 9000 })).toBe('float16');
    expect(dtypeOf({ float: 1200, float16: 400 })).toBe('float32');
    expect(dtypeOf({ int8: 1200, float: 400 })).toBe('int8');
    expect(dtypeOf({})).toBe('float32');
  });

  it('of another precision than is asked for is refused with what it has', () => {
    expect(() => requireDType('float32', 'float16')).toThrow(
      refused(
        'The weights of this file are float32, and float16 was asked for. A file has one precision: leave `dtype` out, ' +
          'or load another file, such as `npx nx run export:onnx --dtype=float16` writes.',
      ),
    );
    for (const wanted of ['auto', 'float16', undefined] as const) requireDType('float16', wanted);
  });
});

it('a word that is no precision is refused with those that are', () => {
  expect(() => chooseSource('generator.onnx', 'fp16' as never)).toThrow(
    refused("The dtype is 'fp16'; expected 'auto', 'float32' or 'float16'."),
  );
});
