/** A finite, numbered set of samples; in no order of its own and without labels. */
import type { StaticShape } from '@kantor/tensor';

export interface Dataset {
  readonly name: string;
  /** Of one sample, without the batch axis. */
  readonly sampleShape: StaticShape;
  /** Samples are numbered 0 … count − 1. */
  readonly count: number;
  /**
   * Writes samples `indices` one after the other: float32 [indices.length, ...sampleShape].
   * @throws KantorError `dataset/index` for a number outside, `dataset/size` if `out` has another length.
   */
  read(indices: Uint32Array, out: Float32Array): void;
}
