/** A worker that runs a batch when the test says so: a sample is its latent. */
import type { Outcome } from '../../src/connection.js';
import type { Lane } from '../../src/lane.js';
import type { Batch } from '../../src/protocol.js';

export interface HandLane extends Lane {
  /** Rows of the batches that it was handed, in order. */
  readonly handed: readonly number[];
  /** First numbers of the rows of each batch, in order. */
  readonly rows: readonly (readonly number[])[];
  /** Does the batch that it has had longest. */
  finish(milliseconds?: number): void;
  /** The same, and the samples lie in memory that is used again: this. */
  lend(): Float32Array;
  /** What it was given to use again, in order. */
  readonly reused: readonly Float32Array[];
  /** How often the program was told to wait, less how often not to. */
  readonly holds: number;
}

/**
 * @param capacity batches that it may have at a time.
 * @param together full batches that it may be handed as one.
 * @param rowPace milliseconds that a row takes.
 */
export function createHandLane(capacity = 1, together = 1, rowPace = Infinity): HandLane {
  const given: { readonly batch: Batch; readonly end: (outcome: Outcome) => void }[] = [];
  const latentsOf = ({ latents, rows }: Batch): Float32Array => (latents as Float32Array).slice(0, rows);
  const handed: number[] = [];
  const rows: number[][] = [];
  const reused: Float32Array[] = [];
  let holds = 0;
  const refuse = (): never => {
    throw new Error('is not asked here');
  };
  return {
    get load() {
      return given.length;
    },
    get room() {
      return capacity - given.length;
    },
    together,
    worthwhile: (rows) => rows * rowPace >= 1,
    open: true,
    dead: undefined,
    replaced: 0,
    pid: undefined,
    start: refuse,
    operators: refuse,
    abandon: refuse,
    watch: () => undefined,
    dispose: () => Promise.resolve(),
    reuse: (memory) => void reused.push(memory),
    hold: (busy) => void (holds += busy ? 1 : -1),
    run(batch) {
      handed.push(batch.rows);
      rows.push([...latentsOf(batch)]);
      return new Promise((end) => given.push({ batch, end }));
    },
    finish(milliseconds = 1) {
      const [{ batch, end }] = given.splice(0, 1);
      end({ kind: 'done', samples: latentsOf(batch), milliseconds });
    },
    lend() {
      const [{ batch, end }] = given.splice(0, 1);
      const samples = latentsOf(batch);
      end({ kind: 'done', samples, lent: true, milliseconds: 1 });
      return samples;
    },
    handed,
    rows,
    reused,
    get holds() {
      return holds;
    },
  };
}
