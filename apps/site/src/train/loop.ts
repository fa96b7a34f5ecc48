/** Asks for frames one after the other and shows each: never more than one ahead of what is painted. */

export interface Loop {
  readonly running: boolean;
  /** Runs until it is paused; rejects if a frame fails. */
  run(): Promise<void>;
  /** Resolves when no frame is being made and the last one is shown. */
  pause(): Promise<void>;
}

/**
 * @param ask makes a frame, elsewhere.
 * @param show resolves when the frame is painted. A page that nobody sees paints nothing, and so stops the work.
 */
export function createLoop<Frame>(ask: () => Promise<Frame>, show: (frame: Frame) => Promise<void>): Loop {
  let running = false;
  let ended = Promise.resolve();

  async function run(): Promise<void> {
    let shown = Promise.resolve();
    try {
      while (running) {
        const next = ask(); // is made while the one before is painted
        await Promise.all([next, shown]);
        shown = show(await next);
      }
      await shown;
    } finally {
      running = false;
    }
  }

  return {
    get running() {
      return running;
    },
    run() {
      if (!running) {
        running = true;
        ended = run();
      }
      return ended;
    },
    async pause() {
      running = false;
      await ended.catch(() => undefined);
    },
  };
}
