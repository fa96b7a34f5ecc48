/** Small programs, and loads that are disposed after each test. */
import type { Loaded, Programs } from '@kantor/engine';
import { add, defineProgram, input, type Program } from '@kantor/graph';
import { floats, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { afterEach } from 'vitest';
import type { MakeEngine } from '../conformance.js';

export function scalar(value: number): FloatTensor {
  return floats([], [value]);
}

/** count ← count + by; its output `now` is the new count. */
export function counterStep(): Program {
  const count = input('count', []);
  const by = input('by', []);
  const now = add(count, by);
  return defineProgram({
    name: 'step',
    feeds: [by],
    state: [{ name: 'count', current: count, next: now }],
    outputs: { now },
  });
}

/** Loads programs on the engine and disposes them when the test is over. */
export function loadedOn(
  makeEngine: MakeEngine,
): (programs: Programs, initial: TensorMap) => Promise<Loaded> {
  const open: Loaded[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((loaded) => loaded.dispose()));
  });
  return async (programs, initial) => {
    const engine = await makeEngine();
    const loaded = await engine.load(programs, initial);
    open.push(loaded);
    return loaded;
  };
}
