/** Which steps of a recording are needed, and when each tensor is used for the last time. */
import type { Recorder } from './recorder.js';
import type { Registers } from './tape.js';

/** A step with the registers that nothing reads after it. */
export interface TimedStep {
  readonly run: (registers: Registers) => void;
  readonly last: readonly number[];
}

/** Leaves out steps whose output nothing reads, and finds where each register is read last. */
export function schedule(
  { steps, made }: Pick<Recorder, 'steps' | 'made'>,
  results: ReadonlySet<number>,
  feeds: readonly number[],
) {
  const owned = new Set([...feeds, ...made]);
  const read = new Set(results);
  const timed: TimedStep[] = [];
  for (const { inputs, output, run } of [...steps].reverse()) {
    if (!read.has(output)) continue;
    const last = [...new Set(inputs)].filter((register) => !read.has(register) && owned.has(register));
    for (const register of inputs) read.add(register);
    timed.push({ run, last });
  }
  return { steps: timed.reverse(), read: read as ReadonlySet<number> };
}
