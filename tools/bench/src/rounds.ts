/** Measures candidates in turns, so that whatever else a shared machine does hits all of them alike. */
import { startStopwatch, type Elapsed } from './stopwatch.js';

export interface Candidate {
  readonly name: string;
  run(): Promise<unknown>;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Runs of a candidate in a turn that count; one more before them warms caches and threads up. */
  readonly runsPerTurn: number;
}

/** Of one candidate the fastest run of each round, in the order of the rounds. */
export type Timings = ReadonlyMap<string, readonly Elapsed[]>;

async function fastest(candidate: Candidate, runs: number): Promise<Elapsed> {
  let best: Elapsed = { wall: Infinity, cpu: Infinity };
  await candidate.run();
  for (let i = 0; i < runs; i++) {
    const stop = startStopwatch();
    await candidate.run();
    const elapsed = stop();
    if (elapsed.wall < best.wall) best = elapsed;
  }
  return best;
}

/** Every round gives each candidate a turn, each round starting one candidate later than the one before. */
export function* turnsOf<T>(candidates: readonly T[], rounds: number): Generator<T> {
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) yield candidates[(round + turn) % candidates.length];
  }
}

/** Times candidates in the order of {@link turnsOf}. */
export async function measureInRounds(
  candidates: readonly Candidate[],
  { rounds, runsPerTurn }: RoundOptions,
): Promise<Timings> {
  const timings = new Map(candidates.map(({ name }) => [name, [] as Elapsed[]]));
  for (const candidate of turnsOf(candidates, rounds)) {
    timings.get(candidate.name)?.push(await fastest(candidate, runsPerTurn));
  }
  return timings;
}
