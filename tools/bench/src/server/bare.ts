/** The bare runtime as the yardstick: what onnxruntime-node does with no server around it, on the same cores. */
import type { Layout } from './contender.js';
import type { ServedModel } from './served-model.js';
import { startWorker } from './worker.js';

export interface BareRun {
  readonly batch: number;
  readonly seconds: number;
}

export interface BareResult {
  readonly images: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export interface BareFigures {
  readonly batch: number;
  readonly layout: Layout;
  readonly imagesPerSecond: number;
  /** Processor seconds for 1,000 images. */
  readonly cpuPerThousand: number;
}

/** One session with all threads, and as many processes with one thread each. */
export function bareLayouts({ workers, threads }: Layout): readonly Layout[] {
  const cores = workers * threads;
  const one = { workers: 1, threads: cores };
  return cores === 1 ? [one] : [one, { workers: cores, threads: 1 }];
}

export function sumBare(layout: Layout, batch: number, results: readonly BareResult[]): BareFigures {
  const sum = (of: (result: BareResult) => number): number =>
    results.reduce((all, result) => all + of(result), 0);
  return {
    batch,
    layout,
    imagesPerSecond: sum(({ images, seconds }) => images / seconds),
    cpuPerThousand: (1000 * sum(({ cpuSeconds }) => cpuSeconds)) / sum(({ images }) => images),
  };
}

/** Runs each batch size for some seconds in one layout, all of its processes at once. */
export async function measureBare(
  { file, latentSize }: ServedModel,
  layout: Layout,
  batches: readonly number[],
  seconds: number,
): Promise<readonly BareFigures[]> {
  const args = [file, String(layout.threads), String(latentSize)];
  const workers = await Promise.all(
    Array.from({ length: layout.workers }, () => startWorker<BareRun, BareResult>('bare-process', args)),
  );
  try {
    const figures: BareFigures[] = [];
    for (const batch of batches) {
      const results = await Promise.all(workers.map((worker) => worker.ask({ batch, seconds })));
      figures.push(sumBare(layout, batch, results));
    }
    return figures;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}
