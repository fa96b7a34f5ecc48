/** Runs written models in onnxruntime-node, and compares with the float64 interpreter of the graph's tests. */
import type { InputValue, Value } from '@kantor/graph';
import { readOnnx, writeOnnx } from '@kantor/onnx';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, sizeOf, stream, type FloatTensor, type StaticShape, type TensorMap } from '@kantor/tensor';
import { expect } from 'vitest';
import { interpret } from '../../libs/graph/test/interpret.js';

const runtime = nodeRuntime();

export async function runModel(model: Uint8Array, feeds: TensorMap): Promise<TensorMap> {
  const session = await runtime.open(model, { device: 'cpu', threads: 1 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

export function normal(name: string, shape: StaticShape): FloatTensor {
  return floats(shape, stream(11, name).normal(new Float32Array(sizeOf(shape))));
}

/** Worst difference, relative to the largest number or 1; not a number if one of them is none. */
export function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const numbers = Array.from(expected);
  const scale = numbers.reduce((largest, e) => Math.max(largest, Math.abs(e)), 1);
  return numbers.reduce((worst, e, i) => {
    const error = Math.abs(actual[i] - e) / scale;
    return error <= worst ? worst : error;
  }, 0);
}

/** Writes `output`, runs it on normal numbers with the batch sizes given, and holds it against the interpreter. */
export async function expectSameNumbers(
  output: Value,
  inputs: readonly InputValue[],
  { opset = 17, batches = [1] }: { opset?: number; batches?: readonly number[] } = {},
): Promise<Readonly<Record<string, number>>> {
  const model = writeOnnx({ name: 'test', inputs, outputs: [['y', output]] }, { opset });
  for (const batch of batches) {
    const feeds = inputs.map(({ op, shape }): [string, FloatTensor] => {
      const known = shape.map((dim) => (dim === 'N' ? batch : dim));
      return [op.name, normal(`${op.name} ${batch}`, known)];
    });
    const [expected] = interpret([output], new Map(feeds));
    const { y } = await runModel(model, Object.fromEntries(feeds));
    expect(y.shape).toEqual(expected.shape);
    expect(worstError(y.data as Float32Array, expected.data)).toBeLessThan(1e-5);
  }
  return readOnnx(model).operators;
}
