/**
 * A program: outputs, and state that goes from its current to its next value, as functions of feeds.
 * It says what to compute; engines say how.
 */
import { formatShape, isStatic, KantorError, sameShape } from '@kantor/tensor';
import { isInput, topological, type InputValue, type Value } from './value.js';

export interface StateSlot {
  readonly name: string;
  /** The input through which the program reads the state before the run. Its name is `name`. */
  readonly current: InputValue;
  /** The state after the run, of the same shape. Left out if the program only reads it. */
  readonly next?: Value;
}

export interface Program {
  readonly name: string;
  /** Given anew at each run. */
  readonly feeds: readonly InputValue[];
  /** Kept by the engine from run to run, and shared between the programs that name it. */
  readonly state: readonly StateSlot[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/** All values that the program computes, next states included, inputs before users. */
export function programValues(program: Program): Value[] {
  return topological(programResults(program).map(([, value]) => value));
}

/** What a run must give, by name: outputs first, then next states under their slot's name. */
export function programResults(program: Program): [name: string, value: Value][] {
  const next = program.state.flatMap((slot) =>
    slot.next ? [[slot.name, slot.next] as [string, Value]] : [],
  );
  return [...Object.entries(program.outputs), ...next];
}

/**
 * Checks a program and returns it: every input it uses is a feed or a state slot, names are unique, next states keep
 * their shape and dtype.
 * @throws KantorError `graph/program`
 */
export function defineProgram(program: Program): Program {
  const fail = (what: string): never => {
    throw new KantorError('graph/program', `Program '${program.name}': ${what}`);
  };
  const inputs = [...program.feeds, ...program.state.map((slot) => slot.current)];
  const declared = new Set<Value>(inputs);
  const names = new Set<string>();
  for (const { op } of inputs) {
    if (names.has(op.name)) fail(`the name '${op.name}' is used twice.`);
    names.add(op.name);
  }
  for (const { name, current, next } of program.state) {
    if (current.op.name !== name) fail(`state '${name}' reads the input '${current.op.name}'; use one name.`);
    if (!isStatic(current.shape)) fail(`state '${name}' has no fixed shape: ${formatShape(current.shape)}.`);
    if (next && (!sameShape(next.shape, current.shape) || next.dtype !== current.dtype)) {
      fail(
        `state '${name}' goes from ${current.dtype} ${formatShape(current.shape)} ` +
          `to ${next.dtype} ${formatShape(next.shape)}; it must keep both.`,
      );
    }
    if (Object.hasOwn(program.outputs, name)) fail(`'${name}' is both a state and an output.`);
  }
  for (const value of programValues(program)) {
    if (isInput(value) && !declared.has(value)) {
      fail(`the input '${value.op.name}' is neither a feed nor a state.`);
    }
  }
  return program;
}
