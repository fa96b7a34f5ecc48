/** Measures a stretch of work twice: by the clock, and by the time that the processors spent on it. */

export interface Elapsed {
  /** Milliseconds by the clock. */
  readonly wall: number;
  /**
   * Milliseconds of all of the process's threads on processors, those of waiting in a loop included. With one thread
   * this is what the work takes on an idle machine, nearly; a clock also counts the turns of other processes.
   */
  readonly cpu: number;
}

/** Starts; the result, called at the end, says what has elapsed. */
export function startStopwatch(): () => Elapsed {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  return () => {
    const elapsed = performance.now() - wall;
    const { user, system } = process.cpuUsage(cpu);
    return { wall: elapsed, cpu: (user + system) / 1000 };
  };
}
