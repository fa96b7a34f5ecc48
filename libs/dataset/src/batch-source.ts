/** The port through which a training loop gets its data: numbered batches, each a pure function of its number. */
import type { FloatTensor, StaticShape } from '@kantor/tensor';

/** Resuming needs nothing but the number of the next batch. */
export interface BatchSource {
  /** Of one sample, without the batch axis. */
  readonly sampleShape: StaticShape;
  /**
   * Batch `index` (0, 1, 2 …) of `size` samples: float32 [size, ...sampleShape]. The same arguments give the same bits,
   * whatever was asked before. The tensor is new and belongs to the caller.
   */
  batch(index: number, size: number): FloatTensor;
}
