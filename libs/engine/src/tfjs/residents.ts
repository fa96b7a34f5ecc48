/** What is on the device for some programs: their states, constants and plans. */
import { programResults, type Program } from '@kantor/graph';
import { requireStatic, type TensorMap } from '@kantor/tensor';
import { requireTensor } from '../check.js';
import { arrange } from './arrange.js';
import { backendOf } from './backend.js';
import { deviceShape } from './device-axes.js';
import { plain } from './layout.js';
import type { Tfjs, TfTensor } from './namespace.js';
import { createPlan, type Plan } from './plan.js';
import type { Registers } from './tape.js';
import { drop, requireDType, upload, type Slot, type SlotPort } from './slots.js';

export interface Ready {
  readonly plan: Plan;
  readonly registers: Registers;
}

/** Owned by who opened them, who closes them. */
export interface Residents {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly ready: ReadonlyMap<string, Ready>;
  readonly close: () => void;
}

/** @throws KantorError `tensor/symbolic-shape` or `engine/unsupported` for tensors that this engine cannot have. */
export function requireTensors(program: Program): void {
  const inputs = [...program.feeds, ...program.state.map(({ current }) => current)];
  const named = [...inputs.map((input) => [input.op.name, input] as const), ...programResults(program)];
  for (const [name, { shape, dtype }] of named) {
    const what = `'${name}' of program '${program.name}'`;
    requireStatic(shape, what);
    requireDType(dtype, what);
  }
}

/** The states of all programs, each once, with the layouts in which they are kept. */
function portsOf(programs: readonly Program[], arrangement: ReturnType<typeof arrange>): SlotPort[] {
  const states = new Map(programs.flatMap(({ state }) => state).map(({ name, current }) => [name, current]));
  return [...states].map(([name, current]) => {
    const { dtype } = current;
    const shape = requireStatic(current.shape, name);
    const layout = arrangement(current);
    return { name, shape, dtype, layout, deviceShape: deviceShape(shape, layout) };
  });
}

/**
 * Plans the programs and puts what they need on the device that is set in `tf`. If something is refused, what was put
 * there before is disposed.
 * @param programs of which `requireTensors` had nothing to say.
 * @throws KantorError `engine/state` or `engine/unsupported`; what TensorFlow.js throws.
 */
export function openResidents(
  tf: Tfjs,
  backendName: string,
  programs: ReadonlyMap<string, Program>,
  initial: TensorMap,
): Residents {
  const all = [...programs.values()];
  for (const { name, current } of all.flatMap(({ state }) => state)) {
    const { dtype, shape } = current;
    requireTensor(initial, { name, dtype, shape: requireStatic(shape, name) }, 'state'); // of each program
  }
  const backend = backendOf(tf, backendName);
  const arrangement = arrange(all);
  const slots = new Map<string, Slot>();
  const constants = new Map<string, TfTensor>();
  const ready = new Map<string, Ready>();
  const close = (): void => {
    for (const slot of slots.values()) drop(slot);
    for (const constant of constants.values()) constant.dispose();
    for (const list of [slots, constants, ready]) list.clear();
  };
  try {
    for (const port of portsOf(all, arrangement)) {
      const tensor = upload(tf, initial[port.name], port);
      slots.set(port.name, { ...port, tensor, prepared: new Map() });
    }
    for (const [name, program] of programs) {
      const plan = createPlan(program, { tf, backend, arrangement, slots });
      const registers: Registers = new Array<undefined>(plan.registers).fill(undefined);
      for (const [key, { register, make }] of plan.constants) {
        const value = make();
        const tensor =
          constants.get(key) ?? upload(tf, value, { layout: plain(value.shape), deviceShape: value.shape });
        constants.set(key, tensor);
        registers[register] = tensor;
      }
      ready.set(name, { plan, registers });
    }
    return { slots, ready, close };
  } catch (error) {
    close();
    throw error;
  }
}
