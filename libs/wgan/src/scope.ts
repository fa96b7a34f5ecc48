/** Collects the feeds and states of one program while its values are built. */
import { KantorError, type StaticShape } from '@kantor/tensor';
import { defineProgram, input, type InputValue, type Program, type Value } from '@kantor/graph';

export interface Scope {
  /** Declares a value given anew at each run. */
  feed(name: string, shape: StaticShape): InputValue;
  /** The state `name` before the run; declared at its first use. */
  read(name: string): Value;
  /** Sets the state `name` after the run. */
  update(name: string, next: Value): void;
  /** The program with all that was declared. */
  finish(name: string, outputs: Readonly<Record<string, Value>>): Program;
}

/** @param shapes the shape of every state that exists, by name. */
export function createScope(shapes: ReadonlyMap<string, StaticShape>): Scope {
  const feeds: InputValue[] = [];
  const current = new Map<string, InputValue>();
  const next = new Map<string, Value>();

  const read = (name: string): InputValue => {
    const known = current.get(name);
    if (known) return known;
    const shape = shapes.get(name);
    if (!shape) throw new KantorError('wgan/state', `There is no state '${name}'.`);
    const value = input(name, shape);
    current.set(name, value);
    return value;
  };
  return {
    feed(name, shape) {
      const value = input(name, shape);
      feeds.push(value);
      return value;
    },
    read,
    update(name, value) {
      read(name);
      next.set(name, value);
    },
    finish(name, outputs) {
      const state = [...current].map(([slot, value]) => {
        const updated = next.get(slot);
        return { name: slot, current: value, ...(updated ? { next: updated } : {}) };
      });
      return defineProgram({ name, feeds, state, outputs });
    },
  };
}
