/** Runs programs and values in float64, through the reference interpreter. */
import { programResults, type Program, type Value } from '@kantor/graph';
import { interpret, type FeedMap, type Tensor } from '../../../graph/test/interpret.js';

/** Tensors of float32 or float64 by name. */
export type Numbers = Readonly<
  Record<string, { shape: readonly number[]; data: ArrayLike<number | bigint> }>
>;

function feedsOf(given: Numbers): FeedMap {
  return new Map(Object.entries(given)) as FeedMap;
}

/** Outputs of a program, and the states that it changes, by name. */
export function runProgram(program: Program, given: Numbers): Record<string, Tensor> {
  const results = programResults(program);
  const values = interpret(
    results.map(([, value]) => value),
    feedsOf(given),
  );
  return Object.fromEntries(results.map(([name], i) => [name, values[i]]));
}

export function tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  return { shape, data: Float64Array.from(data) };
}

/** [B, 1], as scores are. */
export function column(...data: number[]): Tensor {
  return tensor([data.length, 1], data);
}

export function scalar(value: number): Tensor {
  return tensor([], [value]);
}

/** The numbers of one value, given its inputs by name. */
export function numbersOf(value: Value, given: Numbers): number[] {
  const [{ data }] = interpret([value], feedsOf(given));
  return Array.from(data);
}

export function numberOf(value: Value, given: Numbers): number {
  return numbersOf(value, given)[0];
}
