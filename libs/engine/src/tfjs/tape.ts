/** Kernels one after the other, over numbered registers: recorded before anything runs, and then run many times. */
import type { DType, StaticShape } from '@kantor/tensor';
import type { Backend } from './backend.js';
import type { TfAttributes, TfCall, Tfjs, TfKernel, TfTensor } from './namespace.js';
import type { Slot } from './slots.js';

/** The tensors of a program while it runs. */
export type Registers = (TfTensor | undefined)[];

/** A tensor that will be in a register, as kernels see it. */
export interface Ref {
  readonly register: number;
  readonly shape: StaticShape;
  readonly dtype: DType;
  /** The register whose elements it shares; its own unless it is a view of another. */
  readonly root: number;
  /** For a state as it is before the run, and for forms of it: whose it is, and which. */
  readonly form?: { readonly slot: Slot; readonly key: string };
}

export interface Step {
  readonly inputs: readonly number[];
  readonly output: number;
  readonly run: (registers: Registers) => void;
}

export interface Result {
  readonly shape: StaticShape;
  readonly dtype?: DType;
  readonly attributes?: TfAttributes;
  /** The input of which the result may be another view. */
  readonly viewOf?: Ref;
}

export type Inputs = Readonly<Record<string, Ref>> | readonly Ref[];

export interface Tape {
  /** A register that nothing has yet. */
  claim(): number;
  append(step: Step): void;
  /** What a kernel makes of tensors; float32 and no view of an input if nothing else is said. */
  kernel(name: string, inputs: Inputs, result: Result): Ref;
  /** Records what `build` does apart from the rest. */
  aside(build: () => Ref): { readonly made: Ref; readonly steps: readonly Step[] };
  readonly steps: readonly Step[];
  /** How many registers there are. */
  readonly size: () => number;
  /** The registers that kernels of a run, and not those recorded aside, put new tensors into. */
  readonly made: ReadonlySet<number>;
}

/**
 * Calls a kernel as TensorFlow.js itself does in the end, without what it does for its own gradients, profiles and debug
 * mode; and with the same objects in every run, so that a run makes nothing but tensors.
 */
function call(tf: Tfjs, kernel: TfKernel, inputs: Inputs, attrs: TfAttributes, output: number): Step {
  const engine = tf.engine();
  const given = (Array.isArray(inputs) ? [] : {}) as Record<string, TfTensor>;
  const sources = Object.entries(inputs as Record<string, Ref>).map(([key, { register }]) => ({
    key,
    register,
  }));
  const params: TfCall = { inputs: given, attrs, backend: tf.backend() };
  const callable = kernel as { kernelFunc(params: TfCall): { readonly rank?: number } };
  return {
    inputs: sources.map(({ register }) => register),
    output,
    run(registers) {
      for (const { key, register } of sources) given[key] = registers[register] as TfTensor;
      const made = callable.kernelFunc(params);
      registers[output] =
        made.rank === undefined ? engine.makeTensorFromTensorInfo(made) : (made as unknown as TfTensor);
    },
  };
}

export function createTape(tf: Tfjs, backend: Backend): Tape {
  const steps: Step[] = [];
  const made = new Set<number>();
  let size = 0;
  let apart: Step[] | undefined;
  return {
    steps,
    made,
    size: () => size,
    claim: () => size++,
    append: (step) => void steps.push(step),
    kernel(name, inputs, { shape, dtype = 'float32', attributes = {}, viewOf }) {
      const register = size++;
      (apart ?? steps).push(call(tf, backend.kernel(name), inputs, attributes, register));
      if (!apart) made.add(register);
      return { register, shape, dtype, root: viewOf?.root ?? register };
    },
    aside(build) {
      apart = [];
      const result = { made: build(), steps: apart };
      apart = undefined;
      return result;
    },
  };
}
