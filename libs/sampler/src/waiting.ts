/**
 * The calls that wait, and the next rows to run: urgent calls first, and of those that are as urgent as each other each
 * in turn gives its share, so that a long one delays no short one.
 */
import type { Call, Part } from './call.js';
import { leastUrgent } from './priority.js';

export interface Waiting {
  /** Rows that were not handed out yet, in all calls together. */
  rows(): number;
  /** Rows that are to be repeated. */
  repeats(): number;
  /** When the call came that waits longest; `Infinity` if none waits. */
  oldest(): number;
  add(call: Call): void;
  /** Puts rows back that were handed out; they go first next time, and alone. */
  repeat(part: Part): void;
  /** Rows to be repeated, without company: what failed must not fail its neighbours a second time. */
  nextRepeat(): Part | undefined;
  /** The next `rows` rows: those of more urgent calls, then equal shares of all calls as far as they have so many. */
  take(rows: number): readonly Part[];
  clear(): void;
}

/** How many of `rows` rows each call gives, in the order of the calls. */
function shares(calls: readonly Call[], rows: number): number[] {
  const share = Math.max(1, Math.floor(rows / calls.length));
  let free = rows;
  const given = calls.map((call) => {
    const rows = Math.min(call.left(), share, free);
    free -= rows;
    return rows;
  });
  return given.map((rows, i) => {
    const more = Math.min(calls[i].left() - rows, free);
    free -= more;
    return rows + more;
  });
}

/** The rows that calls of one priority give, and the calls that still have some: those that gave none come first then. */
function takeTurns(calls: readonly Call[], rows: number): { parts: readonly Part[]; left: Call[] } {
  const given = shares(calls, rows);
  const parts = calls.flatMap((call, i) => (given[i] > 0 ? [call.take(given[i])] : []));
  const unserved = calls.filter((_, i) => given[i] === 0);
  const served = calls.filter((call, i) => given[i] > 0 && call.left() > 0);
  return { parts, left: [...unserved, ...served] };
}

function rowsOf(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((total, { rows }) => total + rows, 0);
}

export function createWaiting(): Waiting {
  /** By priority; in each list those come first whose turn it is. */
  const calls: Call[][] = Array.from({ length: leastUrgent + 1 }, () => []);
  let repeats: Part[] = [];
  return {
    rows: () => calls.reduce((total, alike) => alike.reduce((sum, call) => sum + call.left(), total), 0),
    repeats: () => rowsOf(repeats.filter(({ call }) => !call.settled())),
    oldest() {
      let oldest = Infinity;
      for (const alike of calls) {
        for (const call of alike) if (call.left() > 0) oldest = Math.min(oldest, call.arrived);
      }
      return oldest;
    },
    add: (call) => void calls[call.priority].push(call),
    repeat: (part) => void repeats.push(part),
    nextRepeat() {
      repeats = repeats.filter(({ call }) => !call.settled());
      return repeats.shift();
    },
    take(rows) {
      const taken: Part[] = [];
      for (const [priority, alike] of calls.entries()) {
        if (alike.length === 0) continue;
        const wanted = alike.filter((call) => call.left() > 0); // those that were aborted have none left
        const { parts, left } = takeTurns(wanted, rows - rowsOf(taken));
        taken.push(...parts);
        calls[priority] = left;
      }
      return taken;
    },
    clear() {
      calls.forEach((_, priority) => (calls[priority] = []));
      repeats = [];
    },
  };
}
