/** Keeps state in preallocated tensors and runs compiled programs on a runtime, in this thread. */
import { KantorError, zeros, type HostTensor, type TensorMap } from '@kantor/tensor';
import type { Runtime, Session, SessionOptions } from '@kantor/runtime';
import { requireTensor } from '../check.js';
import { copyTensor, overwrite } from '../copy.js';
import type { Loaded } from '../engine.js';
import { deviceFailure } from '../failure.js';
import { createSerial } from '../serial.js';
import { nextName, type CompiledProgram } from './compile.js';

/** A state has two buffers: a run reads the one and writes the other, and then they change places. */
interface Slot {
  current: HostTensor;
  spare: HostTensor;
}
type Slots = ReadonlyMap<string, Slot>;

interface Ready {
  readonly program: CompiledProgram;
  readonly session: Session;
  /** Where outputs are written; callers get copies. */
  readonly outputs: TensorMap;
}

function createSlots(programs: readonly CompiledProgram[], initial: TensorMap): Slots {
  const slots = new Map<string, Slot>();
  for (const state of programs.flatMap((program) => program.states)) {
    const given = requireTensor(initial, state, 'state'); // also where two programs differ about its shape
    if (slots.has(state.name)) continue;
    slots.set(state.name, { current: copyTensor(given), spare: zeros(state.dtype, state.shape) });
  }
  return slots;
}

function slotOf(slots: Slots, name: string): Slot {
  const slot = slots.get(name);
  if (slot) return slot;
  throw new KantorError(
    'engine/state',
    `No program has a state '${name}'; there are ${[...slots.keys()].join(', ') || 'none'}.`,
  );
}

async function openAll(
  runtime: Runtime,
  programs: readonly CompiledProgram[],
  options: SessionOptions,
): Promise<Map<string, Ready>> {
  const ready = new Map<string, Ready>();
  try {
    for (const program of programs) {
      const session = await runtime.open(program.model, options);
      const outputs = program.outputs.map(({ name, dtype, shape }) => [name, zeros(dtype, shape)] as const);
      ready.set(program.name, { program, session, outputs: Object.fromEntries(outputs) });
    }
    return ready;
  } catch (error) {
    await releaseAll(ready);
    throw error;
  }
}

async function releaseAll(ready: Map<string, Ready>): Promise<void> {
  const sessions = [...ready.values()].map(({ session }) => session.release());
  ready.clear();
  await Promise.all(sessions);
}

async function runOnce(
  { program, session, outputs }: Ready,
  feeds: TensorMap,
  slots: Slots,
): Promise<TensorMap> {
  const inputs: Record<string, HostTensor> = {};
  const results: Record<string, HostTensor> = { ...outputs };
  for (const feed of program.feeds) inputs[feed.name] = requireTensor(feeds, feed, 'feed');
  for (const { name, changes } of program.states) {
    const slot = slotOf(slots, name);
    inputs[name] = slot.current;
    if (changes) results[nextName(name)] = slot.spare;
  }
  try {
    await session.run(inputs, results);
  } catch (cause) {
    throw deviceFailure(`Program '${program.name}'`, cause);
  }
  for (const { name, changes } of program.states) {
    const slot = slotOf(slots, name);
    if (changes) [slot.current, slot.spare] = [slot.spare, slot.current];
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, copyTensor(value)]));
}

function writeStates(slots: Slots, state: TensorMap): void {
  const writes = Object.keys(state).map((name) => {
    const { current } = slotOf(slots, name);
    const { shape, dtype } = current;
    return { current, given: requireTensor(state, { name, shape, dtype }, 'state') };
  });
  for (const { current, given } of writes) overwrite(current, given); // all of them or none
}

/**
 * Opens a session for each program and copies the initial states. If a program is refused, the sessions opened before
 * it are released.
 */
export async function loadPrograms(
  runtime: Runtime,
  programs: readonly CompiledProgram[],
  initial: TensorMap,
  options: SessionOptions,
): Promise<Loaded> {
  const slots = createSlots(programs, initial);
  const ready = await openAll(runtime, programs, options);
  const programOf = (name: string): Ready => {
    const found = ready.get(name);
    if (found) return found;
    throw new KantorError(
      'engine/program',
      `No program '${name}'; there are ${[...ready.keys()].join(', ') || 'none'}.`,
    );
  };
  const inTurn = createSerial();
  return {
    run: (name, feeds) => inTurn(() => runOnce(programOf(name), feeds, slots)),
    read: (names = [...slots.keys()]) =>
      inTurn(() => Object.fromEntries(names.map((name) => [name, copyTensor(slotOf(slots, name).current)]))),
    write: (state) => inTurn(() => writeStates(slots, state)),
    dispose: () => inTurn.end(() => releaseAll(ready)),
  };
}
