/** The port to workers: a thread that runs a model, in Node or in a browser. */
import type { MessageLink } from '@kantor/runtime';

export interface WorkerHandle {
  readonly link: MessageLink;
  /** Ends the worker, whatever it is doing. */
  terminate(): Promise<void>;
  /** Whether the program must wait for this worker before it may end; where programs do not end, it does nothing. */
  hold(busy: boolean): void;
}

/** @param onGone called once if the worker ends on its own or can no longer be understood. */
export type StartWorker = (onGone: (reason: Error) => void) => WorkerHandle;
