/** Critic and generator steps on every engine, and on TensorFlow.js without ours, in turns. */
import type { AbsentEngine, BenchEngine, BenchEngines } from './engines.js';
import { methods, type Method } from './networks.js';
import { measureInRounds, type RoundOptions } from './rounds.js';
import { loadSteps, type StepCandidate } from './step-candidates.js';
import { median, pairedRatio } from './statistics.js';
import type { Elapsed } from './stopwatch.js';

export interface EngineRow {
  readonly engine: string;
  readonly method: Method;
  readonly filters: number;
  readonly program: StepCandidate['program'];
  readonly batch: number;
  /** Medians of one step. */
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** How many times as long as on ort-cpu a sample takes: by the clock, and by processor time. */
  readonly ratio: number;
  readonly cpuRatio: number;
  readonly rounds: readonly Elapsed[];
}

export interface EngineFigures {
  readonly threads: number;
  readonly rows: readonly EngineRow[];
  readonly absent: readonly AbsentEngine[];
}

export interface EngineOptions extends RoundOptions {
  readonly threads: number;
  readonly filters: readonly number[];
}

/** Something else that makes the same steps, such as TensorFlow.js with its own gradients. */
export interface OtherSteps {
  readonly engine: string;
  load(method: Method, filters: number): Promise<LoadedSteps>;
}

export interface LoadedSteps {
  readonly candidates: readonly StepCandidate[];
  readonly dispose: () => Promise<void>;
}

interface Named extends LoadedSteps {
  readonly engine: string;
}

async function load(engine: BenchEngine, method: Method, filters: number): Promise<Named> {
  const subject = { method, filters, batch: engine.batch, label: engine.name };
  return { engine: engine.name, ...(await loadSteps(engine.engine, subject)) };
}

function row(
  engine: string,
  { method, filters, program, batch }: StepCandidate,
  rounds: readonly Elapsed[],
  reference: { readonly batch: number; readonly rounds: readonly Elapsed[] },
): EngineRow {
  const ratio = (clock: keyof Elapsed) =>
    pairedRatio(
      rounds.map((elapsed) => elapsed[clock] / batch),
      reference.rounds.map((elapsed) => elapsed[clock] / reference.batch),
    );
  return {
    engine,
    method,
    filters,
    program,
    batch,
    milliseconds: median(rounds.map(({ wall }) => wall)),
    cpuMilliseconds: median(rounds.map(({ cpu }) => cpu)),
    ratio: ratio('wall'),
    cpuRatio: ratio('cpu'),
    rounds,
  };
}

/** One model on all of them, and then the next, so that no more than one is in memory. */
export async function measureEngines(
  { here, absent }: BenchEngines,
  others: readonly OtherSteps[],
  options: EngineOptions,
): Promise<EngineFigures> {
  const rows: EngineRow[] = [];
  for (const method of methods) {
    for (const filters of options.filters) {
      const loaded: Named[] = [];
      for (const engine of here) loaded.push(await load(engine, method, filters));
      for (const other of others) {
        loaded.push({ engine: other.engine, ...(await other.load(method, filters)) });
      }
      const timings = await measureInRounds(
        loaded.flatMap(({ candidates }) => candidates),
        options,
      );
      const [reference] = loaded;
      for (const [i, { program, name, batch }] of reference.candidates.entries()) {
        const expected = { batch, rounds: timings.get(name) ?? [] };
        for (const { engine, candidates } of loaded) {
          const candidate = candidates.find((other) => other.program === program) ?? candidates[i];
          rows.push(row(engine, candidate, timings.get(candidate.name) ?? [], expected));
        }
      }
      for (const { dispose } of loaded) await dispose();
    }
  }
  return { threads: options.threads, rows, absent };
}
