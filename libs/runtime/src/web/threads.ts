/** How many threads WebAssembly gets in this page or worker, and why. */
import { KantorError } from '@kantor/tensor';

export interface Threads {
  readonly count: number;
  /** Such as `2 threads`. */
  readonly reason: string;
  /** How there could be more. */
  readonly fix?: string;
}

const notIsolated: Threads = {
  count: 1,
  reason: '1 thread, since the page is not cross-origin isolated',
  fix:
    'For more threads, serve the page with Cross-Origin-Opener-Policy: same-origin and ' +
    'Cross-Origin-Embedder-Policy: require-corp.',
};

/** What ONNX Runtime would take by itself: logical cores often come in pairs that share one unit for vectors. */
const defaultCount = (cores: number): number => Math.min(4, Math.ceil(cores / 2));

/** @param wanted as many as the caller asks for; by default half of the cores, and at most four. */
export function countThreads(wanted: number | undefined): Threads {
  if (wanted === 1) return { count: 1, reason: '1 thread, as asked for' };
  if (!globalThis.crossOriginIsolated) return notIsolated;
  const count = wanted ?? defaultCount(navigator.hardwareConcurrency);
  return { count, reason: `${count} thread${count === 1 ? '' : 's'}` };
}

/** @throws KantorError `runtime/open` if ONNX Runtime has started with another number than is asked for now. */
export function requireThreads(running: Threads, wanted: number | undefined): void {
  if (wanted === undefined || countThreads(wanted).count === running.count) return;
  throw new KantorError(
    'runtime/open',
    `${wanted} threads were asked for, but ONNX Runtime runs with ${running.count} in this page or worker and keeps ` +
      'them. Give webRuntime the number before anything is probed, or use another worker.',
  );
}
