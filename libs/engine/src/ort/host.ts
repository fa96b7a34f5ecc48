/** Keeps state in preallocated tensors and runs compiled programs on a runtime, in this thread. */
import { allocate, KantorError, sizeOf, zeros, type HostTensor, type TensorMap } from '@kantor/tensor';
import type { Runtime, Session, SessionOptions } from '@kantor/runtime';
import { requireTensor } from '../check.js';
import type { Loaded } from '../engine.js';
import { createSerial } from '../serial.js';
import { nextName, type CompiledProgram } from './compile.js';

/** A state has two buffers: a run reads the one and writes the other, and then they change places. */
interface Slot {
  current: HostTensor;
  spare: HostTensor;
}

interface Ready {
  readonly program: CompiledProgram;
  readonly session: Session;
  /** Where outputs are written; callers get copies. */
  readonly outputs: TensorMap;
}

function copy(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() as HostTensor['data'] };
}

function createSlots(programs: readonly CompiledProgram[], initial: TensorMap): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const state of programs.flatMap((program) => program.states)) {
    const given = requireTensor(initial, state, 'state');
    if (slots.has(state.name)) continue;
    const data = allocate(state.dtype, sizeOf(state.shape));
    slots.set(state.name, { current: copy(given), spare: { ...state, data } });
  }
  return slots;
}

async function runOnce(
  { program, session, outputs }: Ready,
  feeds: TensorMap,
  slots: Map<string, Slot>,
): Promise<TensorMap> {
  const inputs: Record<string, HostTensor> = {};
  const results: Record<string, HostTensor> = { ...outputs };
  for (const feed of program.feeds) inputs[feed.name] = requireTensor(feeds, feed, 'feed');
  for (const { name, changes } of program.states) {
    const slot = slots.get(name) as Slot;
    inputs[name] = slot.current;
    if (changes) results[nextName(name)] = slot.spare;
  }
  try {
    await session.run(inputs, results);
  } catch (cause) {
    throw new KantorError('engine/run', `Program '${program.name}' failed: ${String(cause)}`, { cause });
  }
  for (const { name, changes } of program.states) {
    const slot = slots.get(name) as Slot;
    if (changes) [slot.current, slot.spare] = [slot.spare, slot.current];
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, copy(value)]));
}

/** Opens a session for each program and copies the initial states. */
export async function loadPrograms(
  runtime: Runtime,
  programs: readonly CompiledProgram[],
  initial: TensorMap,
  options: SessionOptions,
): Promise<Loaded> {
  const slots = createSlots(programs, initial);
  const ready = new Map<string, Ready>();
  for (const program of programs) {
    const session = await runtime.open(program.model, options);
    const outputs = Object.fromEntries(
      program.outputs.map(({ name, dtype, shape }) => [name, zeros(dtype, shape)]),
    );
    ready.set(program.name, { program, session, outputs });
  }
  const slotOf = (name: string): Slot => {
    const slot = slots.get(name);
    if (slot) return slot;
    throw new KantorError('engine/state', `No program has a state '${name}'.`);
  };
  const serial = createSerial();
  return {
    run: (name, feeds) =>
      serial(() => {
        const program = ready.get(name);
        if (program) return runOnce(program, feeds, slots);
        throw new KantorError(
          'engine/program',
          `No program '${name}'; there are ${[...ready.keys()].join(', ')}.`,
        );
      }),
    read: (names = [...slots.keys()]) =>
      serial(() =>
        Promise.resolve(Object.fromEntries(names.map((name) => [name, copy(slotOf(name).current)]))),
      ),
    write: (state) =>
      serial(() => {
        for (const name of Object.keys(state)) {
          const slot = slotOf(name);
          slot.current = copy(requireTensor(state, { name, ...pick(slot.current) }, 'state'));
        }
        return Promise.resolve();
      }),
    dispose: () =>
      serial(async () => {
        for (const { session } of ready.values()) await session.release();
        ready.clear();
        slots.clear();
      }),
  };
}

function pick({ shape, dtype }: HostTensor) {
  return { shape, dtype };
}
