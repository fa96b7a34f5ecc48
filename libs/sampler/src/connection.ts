/** One worker with the model in it, from its start to its end, whoever brings that about. */
import { connectCalls, type Placement } from '@kantor/runtime';
import type { Batch, Opened, OpenRequest, Ran } from './protocol.js';
import type { StartWorker, WorkerHandle } from './worker-handle.js';

export type Outcome =
  | ({ readonly kind: 'done' } & Ran)
  /** The worker is well and says why it has no samples. */
  | { readonly kind: 'refused'; readonly error: Error }
  /** The worker is gone. `running`: it had begun with this batch, which may be the cause. */
  | { readonly kind: 'lost'; readonly error: Error; readonly running: boolean };

export interface Connection {
  readonly opened: Promise<Opened>;
  readonly hold: WorkerHandle['hold'];
  readonly pid: WorkerHandle['pid'];
  /** Why no more batches can be run here. */
  lost(): Error | undefined;
  /**
   * Runs a batch once the model is open; the buffer of its latents moves. It never rejects.
   * @param memory which the worker may send the samples back in, if there is room; it moves too.
   */
  run(batch: Batch, memory?: Float32Array): Promise<Outcome>;
  /** Where the operators of the model run; undefined if the runtime does not tell. */
  operators(): Promise<Placement | undefined>;
  /** Ends the worker as if it had been lost, which is nobody's fault here: its device may be gone. */
  abandon(reason: Error): Promise<void>;
  /** Releases the model, after what is running, and ends the worker; at once if it is still opening. */
  end(): Promise<void>;
}

/** What moves to the worker. */
function buffersOf({ latents }: Batch, memory: Float32Array | undefined): readonly ArrayBuffer[] {
  const moving = latents instanceof Float32Array ? [latents.buffer as ArrayBuffer] : [];
  if (memory) moving.push(memory.buffer as ArrayBuffer);
  return moving;
}

/** @param onLost told once, with why, when no more batches can be run here. */
export function connect(
  start: StartWorker,
  request: OpenRequest,
  onLost: (reason: Error) => void,
): Connection {
  const inFlight: Batch[] = []; // in the order in which the worker takes them
  let running: Batch | undefined; // when the worker was lost
  let isOpen = false;
  const lose = (reason: Error, blamed: Batch | undefined): void => {
    if (calls.failure()) return;
    running = blamed;
    calls.fail(reason);
    onLost(reason);
  };
  const worker = start((reason) => lose(reason, inFlight[0]));
  const calls = connectCalls(worker.link);
  const open = async (): Promise<Opened> => {
    const opened = await calls.call<Opened>('open', [request]);
    isOpen = true;
    return opened;
  };
  return {
    opened: open(),
    hold: worker.hold,
    pid: worker.pid,
    lost: calls.failure,
    async run(batch, memory) {
      inFlight.push(batch);
      try {
        return { kind: 'done', ...(await calls.call<Ran>('run', [batch, memory], buffersOf(batch, memory))) };
      } catch (error) {
        if (calls.failure() === undefined) return { kind: 'refused', error: error as Error };
        return { kind: 'lost', error: error as Error, running: running === batch };
      } finally {
        inFlight.splice(inFlight.indexOf(batch), 1);
      }
    },
    operators: () => calls.call('operators', [request]),
    abandon(reason) {
      lose(reason, undefined);
      return worker.terminate();
    },
    async end() {
      worker.hold(true);
      if (isOpen) await calls.call('close', []).catch(() => undefined); // one that is gone holds nothing
      await worker.terminate();
    },
  };
}
