/** Turns Ctrl-C and a polite kill into a flag, so that a run ends between two steps with a checkpoint. */

export interface StopSignal {
  readonly requested: boolean;
  /** Stops listening. */
  release(): void;
}

/** @param onRequest told once; a second signal ends the process at once, as if nobody had listened. */
export function listenForStop(onRequest: (signal: string) => void): StopSignal {
  let requested = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (requested) endBySignal(signal);
    requested = true;
    onRequest(signal);
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    get requested() {
      return requested;
    },
    release() {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

/**
 * Lets the system end the process, which shells report as 130 or 143. An exit of our own would run destructors under
 * a worker thread that is inside ONNX Runtime, and abort.
 */
function endBySignal(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
