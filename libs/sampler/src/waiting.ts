/**
 * The calls that wait, and the next rows to run: urgent calls first, and those that are as urgent as each other by fair
 * queueing. A call that came first is done first, as far as it is no longer than others; a long one delays no short one,
 * and is not put off for ever either.
 *
 * Source: Golestani, "A self-clocked fair queueing scheme for broadband applications" (INFOCOM 1994): what waits goes in
 * the order in which it would be done if all calls were served at once, row by row.
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
  /** The next `rows` rows, or all that there are. */
  take(rows: number): readonly Part[];
  clear(): void;
}

/** The next rows of a call: all that it has left, or as many as make a full batch. */
interface Turn {
  readonly call: Call;
  rows: number;
  /** When it would be done; no time, but rows of each call that is served. */
  finish: number;
}

/** Calls of one priority. */
interface Line {
  /** By when they would be done. */
  turns: Turn[];
  /** When what was served last would have been done. */
  now: number;
}

/** Behind all that are done as early: who came first goes first. */
function enqueue({ turns }: Line, turn: Turn): void {
  const behind = turns.findLastIndex(({ finish }) => finish <= turn.finish);
  turns.splice(behind + 1, 0, turn);
}

/** Behind those of its own caller. */
function turnOf(call: Call, now: number, most: number): Turn {
  const { flow } = call;
  const rows = Math.min(call.left(), most);
  const finish = Math.max(now, flow?.finish ?? now) + rows;
  if (flow) flow.finish = finish;
  return { call, rows, finish };
}

/** The next rows of a line. Those that were taken back have none left. */
function takeFrom(line: Line, wanted: number, most: number): Part[] {
  const parts: Part[] = [];
  for (let free = wanted; free > 0 && line.turns.length > 0;) {
    const [turn] = line.turns;
    const rows = Math.min(turn.rows, turn.call.left(), free);
    if (rows > 0) parts.push(turn.call.take(rows));
    free -= rows;
    turn.rows -= rows;
    if (turn.rows > 0 && turn.call.left() > 0) break; // the rest of it goes first next time
    line.turns.shift();
    if (rows > 0) line.now = turn.finish;
    if (turn.call.left() > 0) enqueue(line, turnOf(turn.call, line.now, most));
  }
  return parts;
}

function rowsOf(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((total, { rows }) => total + rows, 0);
}

/** @param most rows of one call that go before others get their turn: a full batch. */
export function createWaiting(most: number): Waiting {
  const createLines = (): Line[] => Array.from({ length: leastUrgent + 1 }, () => ({ turns: [], now: 0 }));
  /** By priority. */
  let lines = createLines();
  let repeats: Part[] = [];
  return {
    rows: () => lines.reduce((all, { turns }) => turns.reduce((sum, { call }) => sum + call.left(), all), 0),
    repeats: () => rowsOf(repeats.filter(({ call }) => !call.settled())),
    oldest() {
      let oldest = Infinity;
      for (const { turns } of lines) {
        for (const { call } of turns) if (call.left() > 0) oldest = Math.min(oldest, call.arrived);
      }
      return oldest;
    },
    add(call) {
      const line = lines[call.priority];
      enqueue(line, turnOf(call, line.now, most));
    },
    repeat: (part) => void repeats.push(part),
    nextRepeat() {
      repeats = repeats.filter(({ call }) => !call.settled());
      return repeats.shift();
    },
    take(rows) {
      const taken: Part[] = [];
      for (const line of lines) taken.push(...takeFrom(line, rows - rowsOf(taken), most));
      return taken;
    },
    clear() {
      lines = createLines();
      repeats = [];
    },
  };
}
