/**
 * The calls that have not ended. An array, and no Set: a Set makes itself a new table now and then, and an old table
 * that the collector has given to its old generation keeps all calls alive that were in it, and the tables after it,
 * until the next full collection. With thousands of calls a second that is all of their memory.
 */
import type { Call } from './call.js';

export interface OpenCalls {
  /** Puts a call in, until the function that it returns is called. */
  add(call: Call): () => void;
  /** Those that are in at this moment. */
  list(): readonly Call[];
}

export function createOpenCalls(): OpenCalls {
  const entries: { readonly call: Call; at: number }[] = [];
  return {
    add(call) {
      const entry = { call, at: entries.length };
      entries.push(entry);
      return () => {
        const last = entries[entries.length - 1];
        entries[entry.at] = last; // the last takes its place
        last.at = entry.at;
        entries.pop();
      };
    },
    list: () => entries.map(({ call }) => call),
  };
}
