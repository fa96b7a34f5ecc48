/** A program as a flat list of kernels: what happens in a run, decided once. */
import { programValues, type Program, type Value } from '@kantor/graph';
import type { DType, StaticShape } from '@kantor/tensor';
import type { Arrangement } from './arrange.js';
import type { Backend } from './backend.js';
import { plain, sameLayout } from './layout.js';
import { shapeOf } from './links.js';
import { lower } from './lower/index.js';
import type { Tfjs } from './namespace.js';
import { view, type Operand } from './operand.js';
import { feedShape, giveInputs } from './plan-inputs.js';
import { createRecorder, type Constant, type Recorder } from './recorder.js';
import { schedule, type TimedStep } from './schedule.js';
import type { Slot } from './slots.js';
import type { Ref } from './tape.js';

interface Port {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
  readonly register: number;
}

export interface Plan {
  readonly name: string;
  readonly feeds: readonly (Port & {
    readonly deviceShape: StaticShape;
    /** Whether something reads it. */
    readonly used: boolean;
    /** Whether it becomes a state as it is, so that its array must not stay the caller's. */
    readonly kept: boolean;
  })[];
  readonly states: readonly { readonly slot: Slot; readonly register: number }[];
  readonly steps: readonly TimedStep[];
  readonly outputs: readonly Port[];
  /** The registers with the next values of states; each holds a tensor of its own. */
  readonly next: readonly { readonly slot: Slot; readonly register: number }[];
  /** Registers that the run leaves tensors in, which are to be disposed unless they become states. */
  readonly results: readonly number[];
  readonly constants: readonly (readonly [key: string, constant: Constant])[];
  readonly registers: number;
}

interface Sources {
  readonly tf: Tfjs;
  readonly backend: Backend;
  readonly arrangement: Arrangement;
  readonly slots: ReadonlyMap<string, Slot>;
}

/** Gives every value the operand that its lowering makes of its inputs'. */
function lowerAll(
  program: Program,
  operands: Map<Value, Operand>,
  recorder: Recorder,
  { arrangement, backend }: Sources,
): void {
  const operandOf = (value: Value) => operands.get(value) as Operand; // inputs come before users
  for (const value of programValues(program)) {
    if (operands.has(value)) continue;
    const { op, inputs } = value;
    const operand = lower({
      op,
      value,
      shape: shapeOf(value),
      inputs: inputs.map(operandOf),
      inputShapes: inputs.map(shapeOf),
      operandOf,
      layout: arrangement(value),
      recorder,
      backend,
    });
    operands.set(value, operand);
  }
}

/** The registers of next states: a tensor that is a feed, a constant, a state or two states' is handed on as a copy. */
function nextStates(
  { state }: Program,
  operands: ReadonlyMap<Value, Operand>,
  recorder: Recorder,
  slots: Sources['slots'],
) {
  const taken = new Set<number>();
  return state.flatMap(({ name, next }) => {
    if (!next) return [];
    const slot = slots.get(name) as Slot;
    const ref = view(recorder, operands.get(next) as Operand, slot.layout, slot.deviceShape);
    const { shape, dtype } = ref;
    const made = recorder.made.has(ref.register) && !taken.has(ref.register);
    const own = made ? ref : recorder.kernel('Identity', { x: ref }, { shape, dtype, viewOf: ref });
    taken.add(own.register);
    return [{ slot, register: own.register, root: own.root }];
  });
}

/** An output row-major, in whatever shape it lies. */
function outputOf(recorder: Recorder, operand: Operand, shape: StaticShape): Ref {
  const rows = plain(shape);
  const isPlain = operand.kind === 'tensor' && sameLayout(operand.layout, rows);
  return isPlain ? operand.ref : view(recorder, operand, rows, shape);
}

/** @throws KantorError `engine/unsupported` for what the backend cannot do. */
export function createPlan(program: Program, sources: Sources): Plan {
  const recorder = createRecorder(sources.tf, sources.backend);
  const { operands, registers } = giveInputs(program, recorder, sources);
  lowerAll(program, operands, recorder, sources);
  const registerOf = (value: Value) => registers.get(value) as number;
  const next = nextStates(program, operands, recorder, sources.slots);
  const outputs = Object.entries(program.outputs).map(([name, value]) => {
    const { register } = outputOf(recorder, operands.get(value) as Operand, shapeOf(value));
    return { name, shape: shapeOf(value), dtype: value.dtype, register };
  });
  const results = new Set([...outputs, ...next].map(({ register }) => register));
  const feeds = program.feeds.map((feed) => ({
    name: feed.op.name,
    shape: shapeOf(feed),
    deviceShape: feedShape(shapeOf(feed)),
    dtype: feed.dtype,
    register: registerOf(feed),
    kept: next.some(({ root }) => root === registerOf(feed)),
  }));
  const feedRegisters = feeds.map(({ register }) => register);
  const { steps, read } = schedule(recorder, results, feedRegisters);
  const owned = new Set([...feedRegisters, ...recorder.made]);
  return {
    name: program.name,
    feeds: feeds.map((feed) => ({ ...feed, used: read.has(feed.register) })),
    states: program.state.map(({ name, current }) => ({
      slot: sources.slots.get(name) as Slot,
      register: registerOf(current),
    })),
    steps,
    outputs,
    next,
    results: [...results].filter((register) => owned.has(register)),
    constants: [...recorder.constants].filter(([, { register }]) => read.has(register)),
    registers: recorder.size(),
  };
}
