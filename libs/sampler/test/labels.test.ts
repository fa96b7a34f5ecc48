/** Classes as callers give them and as models take them. */
import { describe, expect, it } from 'vitest';
import { encodeLabels, requireLabels } from '../src/labels.js';
import type { ModelInfo } from '../src/model-info.js';

const info = (labels: ModelInfo['labels']) => ({ labels }) as ModelInfo;
const ten = info({ classes: 10 });

describe('labels', () => {
  it('are one for all or one for each', () => {
    const each = requireLabels([3, 0, 9], 3, ten);
    expect([0, 1, 2].map((row) => each?.(row))).toEqual([3, 0, 9]);
    expect(requireLabels(7, 3, ten)?.(2)).toBe(7);
    expect(requireLabels(Uint8Array.of(3, 9) as never, 2, ten)?.(1)).toBe(9);
    expect(requireLabels(undefined, 3, info(undefined))).toBeUndefined();
  });

  it.each<[string, Parameters<typeof requireLabels>, RegExp]>([
    ['not wanted', [3, 1, info(undefined)], /takes no labels/],
    ['missing', [undefined, 1, ten], /a whole number from 0 to 9/],
    ['too few', [[1, 2], 3, ten], /2 labels for 3 samples/],
    ['no classes', [[1, 10], 2, ten], /A label is 10/],
    ['below the first', [-1, 2, ten], /A label is -1/],
    ['halves', [0.5, 2, info({ classes: undefined })], /A label is 0\.5; expected a whole number from 0 up/],
    ['no numbers', [['1' as never], 1, ten], /A label is '1';/],
    ['left open', [[undefined as never, 1], 2, ten], /A label is undefined;/],
    ['nothing', [null as never, 1, ten], /labels are null; expected a whole number from 0 to 9 or a list/],
    ['a truth', [true as never, 1, ten], /labels are true;/],
    ['a set', [new Set([1]) as never, 1, ten], /labels are Set;/],
  ])('that are %s are refused', (_what, args, message) => {
    expect(() => requireLabels(...args)).toThrow(
      expect.objectContaining({ code: 'sampler/labels', message: expect.stringMatching(message) }),
    );
  });

  it('become what the model takes, and class 0 where the batch is padded', () => {
    const port = { name: 'label', classes: undefined };
    expect(encodeLabels({ ...port, dtype: 'int64', shape: [] }, [3, 1], 3)).toEqual({
      dtype: 'int64',
      shape: [3],
      data: BigInt64Array.of(3n, 1n, 0n),
    });
    expect(encodeLabels({ ...port, dtype: 'int32', shape: [1] }, [3], 2)).toEqual({
      dtype: 'int32',
      shape: [2, 1],
      data: Int32Array.of(3, 0),
    });
    expect(encodeLabels({ ...port, dtype: 'float32', shape: [3] }, [2], 2)).toEqual({
      dtype: 'float32',
      shape: [2, 3],
      data: Float32Array.of(0, 0, 1, 1, 0, 0),
    });
  });
});
