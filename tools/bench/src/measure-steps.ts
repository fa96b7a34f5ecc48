/** Critic and generator steps beside the yardstick, at every thread count, measured in the same rounds. */
import { ortEngine } from '@kantor/engine/ort';
import { nodeRuntime } from '@kantor/runtime/node';
import { loadMatmul, matmulOperations } from './matmul.js';
import { batchSize, methods, type Method } from './networks.js';
import { measureInRounds, type Candidate, type RoundOptions } from './rounds.js';
import type { Elapsed } from './stopwatch.js';
import { gigaPerSecond, median, pairedRatio } from './statistics.js';
import { loadSteps, type StepCandidate } from './step-candidates.js';
import { threadsOf } from './table.js';

export interface StepRow {
  readonly method: Method;
  readonly filters: number;
  readonly threads: number;
  readonly program: StepCandidate['program'];
  readonly gigaOperations: number;
  readonly milliseconds: number;
  readonly gigaPerSecond: number;
  /** Step's rate over the matmul's, the median of the rounds' ratios. */
  readonly ratio: number;
  /** The same by processor time. */
  readonly cpuRatio: number;
  /** Part of the time that its threads were on processors, the median: low where other processes took them. */
  readonly busy: number;
  readonly rounds: readonly Elapsed[];
}

export interface MatmulRow {
  readonly threads: number;
  readonly milliseconds: number;
  readonly gigaPerSecond: number;
  readonly busy: number;
  readonly rounds: readonly Elapsed[];
}

export interface StepFigures {
  readonly steps: readonly StepRow[];
  readonly matmul: readonly MatmulRow[];
}

export interface StepOptions extends RoundOptions {
  readonly threads: readonly number[];
  readonly filters: readonly number[];
  /** Microseconds that idle threads wait in a loop; the runtime library's default if undefined. */
  readonly spin: number | undefined;
  /** Whether convolutions may be lowered to blocks. */
  readonly blocked: boolean;
}

interface Threaded {
  readonly candidate: StepCandidate;
  readonly threads: number;
}

const matmulName = (threads: number) => `matmul ${threads}`;

function busy(rounds: readonly Elapsed[], threads: number): number {
  return median(rounds.map(({ wall, cpu }) => cpu / (wall * threads)));
}

function stepRow(
  { candidate, threads }: Threaded,
  rounds: readonly Elapsed[],
  matmul: readonly Elapsed[],
): StepRow {
  const { method, filters, program, operations } = candidate;
  const milliseconds = median(rounds.map(({ wall }) => wall));
  const ratio = (clock: keyof Elapsed) =>
    pairedRatio(
      rounds.map((elapsed) => gigaPerSecond(operations, elapsed[clock])),
      matmul.map((elapsed) => gigaPerSecond(matmulOperations, elapsed[clock])),
    );
  return {
    method,
    filters,
    threads,
    program,
    gigaOperations: operations / 1e9,
    milliseconds,
    gigaPerSecond: gigaPerSecond(operations, milliseconds),
    ratio: ratio('wall'),
    cpuRatio: ratio('cpu'),
    busy: busy(rounds, threads),
    rounds,
  };
}

function matmulRow(threads: number, rounds: readonly Elapsed[]): MatmulRow {
  const milliseconds = median(rounds.map(({ wall }) => wall));
  return {
    threads,
    milliseconds,
    gigaPerSecond: gigaPerSecond(matmulOperations, milliseconds),
    busy: busy(rounds, threads),
    rounds,
  };
}

export async function measureSteps(options: StepOptions): Promise<StepFigures> {
  const spin = options.spin === undefined ? {} : { spinMicroseconds: options.spin };
  const blocked = options.blocked && 'auto';
  const steps: Threaded[] = [];
  const yardsticks: Candidate[] = [];
  const owned: { dispose: () => Promise<void> }[] = [];
  for (const threads of options.threads) {
    const engine = ortEngine(nodeRuntime(), { device: 'cpu', threads, ...spin, blocked });
    const matmul = await loadMatmul(engine);
    owned.push(matmul);
    yardsticks.push({ name: matmulName(threads), run: () => matmul.run('product', {}) });
    for (const method of methods) {
      for (const filters of options.filters) {
        const subject = { method, filters, batch: batchSize, label: threadsOf(threads) };
        const { candidates, dispose } = await loadSteps(engine, subject);
        owned.push({ dispose });
        steps.push(...candidates.map((candidate) => ({ candidate, threads })));
      }
    }
  }
  const all = [...yardsticks, ...steps.map(({ candidate }) => candidate)];
  const timings = await measureInRounds(all, options);
  for (const { dispose } of owned) await dispose();
  const of = (name: string) => timings.get(name) ?? [];
  return {
    steps: steps.map((step) => stepRow(step, of(step.candidate.name), of(matmulName(step.threads)))),
    matmul: options.threads.map((threads) => matmulRow(threads, of(matmulName(threads)))),
  };
}
