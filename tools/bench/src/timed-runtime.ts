/** A runtime that adds up the processor time spent in its sessions' `run`: what is left of a step is the host's. */
import type { Runtime } from '@kantor/runtime';
import { startStopwatch } from './stopwatch.js';

export interface TimedRuntime extends Runtime {
  /** Processor milliseconds in `run` since the last call of `take`. */
  take(): number;
}

export function timedRuntime(runtime: Runtime): TimedRuntime {
  let total = 0;
  return {
    ...runtime,
    async open(model, options) {
      const session = await runtime.open(model, options);
      return {
        ...session,
        async run(feeds, results) {
          const stop = startStopwatch();
          const outputs = await session.run(feeds, results);
          total += stop().cpu;
          return outputs;
        },
      };
    },
    take() {
      const taken = total;
      total = 0;
      return taken;
    },
  };
}
