/** Records a program as kernels: a tape, and what it need not do twice. */
import { filled, sameShape, type DType, type HostTensor, type StaticShape } from '@kantor/tensor';
import type { Backend } from './backend.js';
import type { Tfjs, TfTensor } from './namespace.js';
import type { Slot } from './slots.js';
import { createTape, type Ref, type Registers, type Tape } from './tape.js';

/** What a register holds in every run. */
export interface Constant {
  readonly register: number;
  readonly make: () => HostTensor;
}

export interface Recorder extends Pick<Tape, 'kernel' | 'steps' | 'size' | 'made'> {
  /** A register that is filled before the run. */
  given(shape: StaticShape, dtype: DType, slot?: Slot): Ref;
  reshape(x: Ref, shape: StaticShape): Ref;
  constant(key: string, shape: StaticShape, dtype: DType, make: () => HostTensor): Ref;
  /**
   * What `build` makes of `x` with kernels and reshapes, recorded once for each key. Made of a state before the run it
   * stays on the device and is only made again when the state has changed.
   */
  derived(x: Ref, key: string, build: () => Ref): Ref;
  /**
   * A matrix as second operand of a product: itself, or a copy where the backend packs each tensor once and these
   * elements were packed under another shape.
   */
  factor(x: Ref): Ref;
  /** By the keys under which the device has each once. */
  readonly constants: ReadonlyMap<string, Constant>;
}

/** Puts a form of a state into `output`: the one that the slot has, or else a new one that it has from then on. */
function recordForm(
  tf: Tfjs,
  tape: Tape,
  { slot, key }: NonNullable<Ref['form']>,
  build: () => Ref,
): { readonly made: Ref; readonly output: number } {
  const { made, steps } = tape.aside(build);
  if (steps.length === 0) return { made, output: made.register };
  const output = tape.claim();
  const outputs = steps.map((step) => step.output);
  const passing = outputs.filter((register) => register !== made.register);
  const create = (registers: Registers): TfTensor => {
    for (const step of steps) step.run(registers);
    for (const register of passing) registers[register]?.dispose();
    const form = registers[made.register] as TfTensor;
    tf.keep(form);
    slot.prepared.set(key, form);
    return form;
  };
  tape.append({
    inputs: steps.flatMap((step) => step.inputs).filter((register) => !outputs.includes(register)),
    output,
    run: (registers) => void (registers[output] = slot.prepared.get(key) ?? create(registers)),
  });
  return { made, output };
}

function createDerived(tf: Tfjs, tape: Tape): Recorder['derived'] {
  const known = new Map<string, Ref>();
  const derive = (x: Ref, key: string, build: () => Ref): Ref => {
    if (!x.form) return build();
    const form = { ...x.form, key: `${x.form.key}/${key}` };
    const { made, output } = recordForm(tf, tape, form, build);
    return { ...made, register: output, root: made.root === x.root ? x.root : output, form };
  };
  return (x, key, build) => {
    const id = `${x.register} ${key}`;
    const found = known.get(id) ?? derive(x, key, build);
    known.set(id, found);
    return found;
  };
}

function createConstants(tape: Tape) {
  const constants = new Map<string, Constant>();
  const constant: Recorder['constant'] = (key, shape, dtype, make) => {
    const found = constants.get(key) ?? { register: tape.claim(), make };
    constants.set(key, found);
    return { register: found.register, shape, dtype, root: found.register };
  };
  return { constants, constant };
}

export function createRecorder(tf: Tfjs, backend: Backend): Recorder {
  const tape = createTape(tf, backend);
  const { kernel } = tape;
  const derived = createDerived(tf, tape);
  const { constants, constant } = createConstants(tape);
  const factors = new Map<number, StaticShape>();
  const copied = (x: Ref): Ref => {
    const one = constant('float32 1 in []', [], 'float32', () => filled([], 1));
    return derived(x, 'copied', () => kernel('Multiply', { a: x, b: one }, { shape: x.shape }));
  };
  return {
    ...tape,
    constants,
    constant,
    derived,
    given(shape, dtype, slot) {
      const register = tape.claim();
      return { register, shape, dtype, root: register, ...(slot && { form: { slot, key: '' } }) };
    },
    reshape(x, shape) {
      if (sameShape(x.shape, shape)) return x;
      const { dtype } = x;
      return kernel('Reshape', { x }, { shape, dtype, attributes: { shape: [...shape] }, viewOf: x });
    },
    factor(x) {
      if (!backend.oneShapeAsFactor) return x;
      // Views of a state are copied in any case: other programs may have other views.
      if (x.form) return x.root === x.register ? x : copied(x);
      const before = factors.get(x.root) ?? x.shape;
      factors.set(x.root, before);
      return sameShape(before, x.shape) ? x : copied(x);
    },
  };
}
