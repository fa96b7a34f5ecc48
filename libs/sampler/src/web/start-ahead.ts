/** A worker that is started before anybody asks for one, so that it gets ready while a model is still coming. */
import type { StartWorker, WorkerHandle } from '../worker-handle.js';

export interface Ahead {
  /** Hands the worker to the first who asks; then, and where it was lost meanwhile, it starts others. */
  readonly start: StartWorker;
  /** Ends the worker if nobody has asked for it. */
  giveUp(): void;
}

export function startAhead(start: StartWorker): Ahead {
  let lost = false;
  let tell = (_reason: Error): void => void (lost = true);
  let ahead: WorkerHandle | undefined = start((reason) => tell(reason));
  return {
    start(onGone) {
      const handle = ahead;
      ahead = undefined;
      if (!handle || lost) return start(onGone); // who starts another is told why that fails
      tell = onGone;
      return handle;
    },
    giveUp() {
      void ahead?.terminate();
      ahead = undefined;
    },
  };
}
