/** How many threads WebAssembly gets in this page or worker, and why. */

export interface Threads {
  readonly count: number;
  /** Such as `2 threads`. */
  readonly reason: string;
}

const notIsolated =
  'the page is not cross-origin isolated, and threads need that: ' +
  'serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

/** Half of the logical cores, which often come in pairs that share one unit for vectors, but two where there are two. */
function defaultCount(cores: number): number {
  return Math.min(cores, Math.max(2, Math.min(4, Math.ceil(cores / 2))));
}

/**
 * @param wanted as many as the caller asks for; by default two to four, with the number of cores.
 */
export function countThreads(wanted: number | undefined): Threads {
  if (wanted === 1) return { count: 1, reason: '1 thread, as asked for' };
  if (!globalThis.crossOriginIsolated) return { count: 1, reason: `1 thread: ${notIsolated}` };
  const count = wanted ?? defaultCount(navigator.hardwareConcurrency);
  return { count, reason: `${count} thread${count === 1 ? '' : 's'}` };
}
