/** The calls that wait, and the next rows to run: each call in turn gives its share, so that a long one delays no short one. */
import type { Call, Part } from './call.js';

export interface Waiting {
  /** Rows that wait in all calls together. */
  rows(): number;
  add(call: Call): void;
  /** Puts rows back that were handed out; they go first next time, and alone. */
  repeat(part: Part): void;
  /** Rows to be repeated, without company: what failed must not fail its neighbours a second time. */
  nextRepeat(): Part | undefined;
  /** The next `rows` rows, in equal shares of all calls as far as they have so many. */
  take(rows: number): readonly Part[];
  clear(): void;
}

export function createWaiting(): Waiting {
  let calls: Call[] = [];
  let repeats: Part[] = [];

  /** How many rows each call gives, in the order of `calls`. */
  const shares = (rows: number): number[] => {
    const share = Math.max(1, Math.floor(rows / calls.length));
    let free = rows;
    const given = calls.map(({ left }) => {
      const rows = Math.min(left, share, free);
      free -= rows;
      return rows;
    });
    return given.map((rows, i) => {
      const more = Math.min(calls[i].left - rows, free);
      free -= more;
      return rows + more;
    });
  };
  return {
    rows: () => calls.reduce((total, { left }) => total + left, 0),
    add: (call) => void calls.push(call),
    repeat: (part) => void repeats.push(part),
    nextRepeat() {
      repeats = repeats.filter(({ call }) => !call.settled);
      return repeats.shift();
    },
    take(rows) {
      calls = calls.filter(({ left }) => left > 0); // those that were aborted have none left
      const given = shares(rows);
      const parts = calls.flatMap((call, i) => (given[i] > 0 ? [call.take(given[i])] : []));
      const served = new Set(parts.map(({ call }) => call));
      const unserved = calls.filter((call) => !served.has(call));
      calls = [...unserved, ...[...served].filter(({ left }) => left > 0)]; // next time the others come first
      return parts;
    },
    clear() {
      [calls, repeats] = [[], []];
    },
  };
}
