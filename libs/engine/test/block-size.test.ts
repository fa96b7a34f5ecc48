/** How the block size is found: by numbers alone, whatever the runtime, once. */
import { findBlockSize } from '@kantor/engine/ort';
import { readOnnx } from '@kantor/onnx';
import type { Runtime } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, type HostTensor, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';

let runtimes = 0;

/**
 * A runtime that answers the plain model first, and then what is tried, with `answers` in this order.
 * @param answers the first number of each result, or what opening fails with.
 */
function answering(...answers: (number | Error)[]) {
  const opened: Uint8Array[] = [];
  const result = (value: number): HostTensor => floats([2], [value, 1]);
  const runtime: Runtime = {
    ...nodeRuntime(),
    name: `runtime ${runtimes++}`,
    open: (model) => {
      const answer = answers[opened.push(model) - 1];
      if (answer instanceof Error) return Promise.reject(answer);
      const results = Object.fromEntries(readOnnx(model).outputs.map(({ name }) => [name, result(answer)]));
      return Promise.resolve({
        inputNames: [],
        outputNames: [],
        run: () => Promise.resolve(results satisfies TensorMap),
        release: () => Promise.resolve(),
      });
    },
  };
  return { runtime, opened };
}

const refused = new Error('no such operator');

describe('the block size', () => {
  it.each<[string, (number | Error)[], number | undefined]>([
    ['16 if that gives the plain numbers', [0.5, 0.5], 16],
    ['16 if it differs by roundings', [0.5, 0.500001], 16],
    ['8 if only that does', [0.5, 0.7, 0.5], 8],
    ['8 if 16 is refused', [0.5, refused, 0.5], 8],
    ['none if both give other numbers', [0.5, 0.501, 0.499], undefined],
    ['none if they give no numbers', [0.5, NaN, NaN], undefined],
    ['none if both are refused', [0.5, refused, refused], undefined],
    ['none if the plain model is refused', [refused], undefined],
  ])('is %s', async (_, answers, expected) => {
    expect(await findBlockSize(answering(...answers).runtime)).toBe(expected);
  });

  it('is tried once for a runtime, also when asked for twice at the same time', async () => {
    const { runtime, opened } = answering(0.5, 0.5);
    const both = await Promise.all([findBlockSize(runtime), findBlockSize({ ...runtime })]);
    expect([...both, await findBlockSize(runtime)]).toEqual([16, 16, 16]);
    expect(opened).toHaveLength(2);
  });
});
