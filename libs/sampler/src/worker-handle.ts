/** The port to workers: a thread or a process that runs a model, in Node or in a browser. */
import type { MessageLink } from '@kantor/runtime';

export interface WorkerHandle {
  readonly link: MessageLink;
  /** Of the process that it is; undefined for a thread. */
  readonly pid: number | undefined;
  /** Ends the worker, whatever it is doing. */
  terminate(): Promise<void>;
  /** Whether the program must wait for this worker before it may end; where programs do not end, it does nothing. */
  hold(busy: boolean): void;
}

/** What a worker is: a thread of this process, or a process of its own. */
export type Isolation = 'thread' | 'process';

/** @param onGone called once if the worker ends on its own or can no longer be understood. */
export type StartWorker = (onGone: (reason: Error) => void) => WorkerHandle;
