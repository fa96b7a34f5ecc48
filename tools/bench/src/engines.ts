/** The engines that are measured beside each other: those that are here, and why the others are not. */
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Engine } from '@kantor/engine';
import { openTfjs, ortWorkerEngine, probeTfjs, tfjsBackends, type TfjsBackend } from '@kantor/engine/node';
import { batchSize } from './networks.js';

/** Where packages of TensorFlow.js may be: installed, or made by `npm run libtensorflow`. */
export const tfjsFolders: readonly string[] = [
  fileURLToPath(new URL('..', import.meta.url)),
  cwd(),
  fileURLToPath(new URL('../../libtensorflow/packages', import.meta.url)),
];

export interface BenchEngine {
  readonly name: string;
  readonly engine: Engine;
  /** Samples in a batch: few where more would take minutes. */
  readonly batch: number;
  /** Threads that it computes with. */
  readonly threads: number;
}

export interface AbsentEngine {
  readonly name: string;
  readonly reason: string;
}

export interface BenchEngines {
  /** The first is ort-cpu, with which the others are compared. */
  readonly here: readonly BenchEngine[];
  readonly absent: readonly AbsentEngine[];
}

const smallBatch = 2;

function isNative(backend: TfjsBackend): boolean {
  return backend === 'tfjs-node' || backend === 'tfjs-node-gpu';
}

function batchOf(backend: TfjsBackend): number {
  return backend === 'tfjs-cpu' ? smallBatch : batchSize;
}

export interface OrtFlags {
  /** Microseconds that idle threads wait in a loop; the runtime library's default if undefined. */
  readonly spin: number | undefined;
  /** Whether convolutions may be lowered to blocks. */
  readonly blocked: boolean;
}

export function ortCpu(threads: number, { spin, blocked }: OrtFlags): Engine {
  return ortWorkerEngine({
    device: 'cpu',
    threads,
    ...(spin === undefined ? {} : { spinMicroseconds: spin }),
    blocked: blocked && 'auto',
  });
}

/**
 * @param threads of libtensorflow too, which makes its threads once for the process.
 * @param flags without `tfjs` there is ort-cpu alone.
 */
export async function findEngines(
  threads: number,
  { tfjs, ...flags }: OrtFlags & { readonly tfjs: boolean },
): Promise<BenchEngines> {
  const ort = ortCpu(threads, flags);
  const here: BenchEngine[] = [{ name: ort.name, engine: ort, batch: batchSize, threads }];
  const absent: AbsentEngine[] = [];
  for (const name of tfjs ? tfjsBackends : []) {
    const report = await probeTfjs(name, { folders: tfjsFolders });
    if (!report.available) {
      absent.push({ name, reason: report.reason });
      continue;
    }
    const engine = await openTfjs(name, { folders: tfjsFolders, threads, report });
    here.push({ name, engine, batch: batchOf(name), threads: isNative(name) ? threads : 1 });
  }
  return { here, absent };
}
