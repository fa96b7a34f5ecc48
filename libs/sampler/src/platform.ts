/** What a sampler needs from where it runs; `./node` has it for Node. */
import type { Clock } from './clock.js';
import type { Drawing } from './image-batch.js';
import type { Isolation, StartWorker } from './worker-handle.js';

export interface Platform<Pixels> extends Drawing<Pixels> {
  readonly startWorker: StartWorker;
  /** What it starts. */
  readonly isolation: Isolation;
  /** Whether workers draw latents, or who asks them for samples. */
  readonly drawsThere: boolean;
  readonly clock: Clock;
  /** SHA-256 in hex digits. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** Threads for each of so many workers on a processor; undefined leaves it to the runtime. */
  threadsFor(workers: number): number | undefined;
}
