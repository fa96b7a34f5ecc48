/** What becomes of workers while a sampler lives, for those who watch over it. */

interface OfWorker {
  /** Its place in the pool, from 0; who takes a lost one's place has the same. */
  readonly worker: number;
  /** Of the process that it is, or was; undefined for a thread. */
  readonly pid: number | undefined;
}

export type WorkerEvent =
  /** It ended on its own, or its device failed. Another is started in its place. */
  | (OfWorker & { readonly kind: 'lost'; readonly error: Error })
  /** Another took its place and has the model open. */
  | (OfWorker & { readonly kind: 'replaced' })
  /** No other could be had: its place stays empty. */
  | (OfWorker & { readonly kind: 'dead'; readonly error: Error });
