/** Programs loaded on TensorFlow.js: runs them, in this thread, and keeps their states in its tensors. */
import { simplify } from '@kantor/graph';
import { KantorError, type HostTensor, type TensorMap } from '@kantor/tensor';
import { requireTensor } from '../check.js';
import type { Loaded, Programs } from '../engine.js';
import { deviceFailure } from '../failure.js';
import { createSerial } from '../serial.js';
import { compute } from './compute.js';
import { plain } from './layout.js';
import type { Tfjs, TfTensor } from './namespace.js';
import { onBackend } from './on-backend.js';
import { openResidents, requireTensors, type Ready, type Residents } from './residents.js';
import { download, replace, upload, type Slot } from './slots.js';
import { guardMemory } from './wasm-memory.js';

/** Names what failed, in an error of the port. */
async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw deviceFailure(doing, error);
  }
}

function slotOf({ slots }: Residents, name: string): Slot {
  const slot = slots.get(name);
  if (slot) return slot;
  throw new KantorError(
    'engine/state',
    `No program has a state '${name}'; there are ${[...slots.keys()].join(', ') || 'none'}.`,
  );
}

function readyOf({ ready }: Residents, name: string): Ready {
  const found = ready.get(name);
  if (found) return found;
  throw new KantorError(
    'engine/program',
    `No program '${name}'; there are ${[...ready.keys()].join(', ') || 'none'}.`,
  );
}

/** Reads the outputs and then moves the states on; all results are disposed but what became a state. */
async function finish({ plan, registers }: Ready): Promise<TensorMap> {
  const unclaimed = new Set(plan.results);
  try {
    const outputs: [string, HostTensor][] = [];
    for (const { name, shape, dtype, register } of plan.outputs) {
      const tensor = registers[register] as TfTensor;
      outputs.push([name, await download(tensor, { shape, dtype, layout: plain(shape) })]);
    }
    for (const { slot, register } of plan.next) {
      replace(slot, registers[register] as TfTensor);
      unclaimed.delete(register);
    }
    return Object.fromEntries(outputs);
  } finally {
    for (const register of unclaimed) (registers[register] as TfTensor).dispose();
  }
}

function write(tf: Tfjs, residents: Residents, state: TensorMap): void {
  const writes = Object.keys(state).map((name) => {
    const slot = slotOf(residents, name);
    return { slot, given: requireTensor(state, slot, 'state') };
  });
  const tensors: TfTensor[] = [];
  try {
    for (const { slot, given } of writes) tensors.push(upload(tf, given, slot));
  } catch (error) {
    for (const tensor of tensors) tensor.dispose();
    throw error;
  }
  writes.forEach(({ slot }, i) => replace(slot, tensors[i])); // all of them or none
}

/** @param backend the name of a registered backend, which is set for the time of each call. */
export async function loadPrograms(
  tf: Tfjs,
  backend: string,
  programs: Programs,
  initial: TensorMap,
): Promise<Loaded> {
  Object.values(programs).forEach(requireTensors);
  const named = new Map(Object.entries(programs).map(([key, program]) => [key, simplify(program)]));
  const residents = await attempt('Loading the programs', () =>
    onBackend(tf, backend, () => {
      guardMemory(tf.backend());
      return openResidents(tf, backend, named, initial);
    }),
  );
  const run = (name: string, given: TensorMap) => {
    const ready = readyOf(residents, name);
    const feeds = ready.plan.feeds.map((feed) => requireTensor(given, feed, 'feed'));
    return attempt(`Program '${name}'`, async () => {
      await onBackend(tf, backend, () => compute(tf, ready.plan, ready.registers, feeds));
      return finish(ready);
    });
  };
  const read = async (names: readonly string[]) => {
    const states = names.map((name) => slotOf(residents, name));
    const copies = await attempt('Reading the states', () =>
      Promise.all(states.map((slot) => download(slot.tensor, slot))),
    );
    return Object.fromEntries(names.map((name, i) => [name, copies[i]]));
  };
  const inTurn = createSerial();
  return {
    run: (name, feeds) => inTurn(() => run(name, feeds)),
    read: (names = [...residents.slots.keys()]) => inTurn(() => read(names)),
    write: (state) =>
      inTurn(() =>
        attempt('Writing the states', () => onBackend(tf, backend, () => write(tf, residents, state))),
      ),
    dispose: () => inTurn.end(() => Promise.resolve(residents.close())),
  };
}
