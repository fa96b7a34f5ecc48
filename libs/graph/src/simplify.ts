/** Rewrites a program into a smaller one that computes the same. */
import { programResults, type Program } from './program.js';
import { rewrite } from './simplify/rewrite.js';

/**
 * The program without dead code and repeated subexpressions, with constants folded (rounded to float32) and with the
 * algebra of 0 and 1, of reshapes and of factors applied. Names, feeds and states stay; the result is the same for the
 * same program, is no larger, and is its own simplification.
 *
 * Numbers may differ in rounding, as factors are merged; and 0 · x is 0 even where x is infinite or NaN.
 */
export function simplify(program: Program): Program {
  const results = programResults(program);
  const simple = rewrite(results.map(([, value]) => value));
  const byValue = new Map(results.map(([, value], i) => [value, simple[i]]));
  return {
    ...program,
    state: program.state.map((slot) =>
      slot.next ? { ...slot, next: byValue.get(slot.next) ?? slot.next } : slot,
    ),
    outputs: Object.fromEntries(
      Object.entries(program.outputs).map(([name, value]) => [name, byValue.get(value) ?? value]),
    ),
  };
}
