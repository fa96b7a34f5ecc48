/** Turns Ctrl-C and a polite kill into a flag, so that a run ends between two steps with a checkpoint. */

export interface StopSignal {
  readonly requested: boolean;
  /** Stops listening. */
  release(): void;
}

/** @param onRequest told once; a second signal ends the process at once, with the exit code that shells expect. */
export function listenForStop(onRequest: (signal: string) => void): StopSignal {
  let requested = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (requested) process.exit(signal === 'SIGINT' ? 130 : 143);
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
