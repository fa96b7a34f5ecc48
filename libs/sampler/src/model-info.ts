/** What a sampler knows of its model: read from the file, or given by the caller where the file does not say. */
import type { Range } from '@kantor/image';
import type { StaticShape } from '@kantor/tensor';
import type { Ports } from './ports.js';

/** `normal`: mean 0, variance 1. `uniform`: on [−1, 1). */
export type Distribution = 'normal' | 'uniform';

export interface LatentInfo {
  /** Numbers in a latent. */
  readonly size: number;
  readonly distribution: Distribution;
}

export interface ModelInfo {
  readonly name: string;
  /** SHA-256 of the file in hex digits: together with a seed it names a sample for good. */
  readonly hash: string;
  /** Size of the file. */
  readonly bytes: number;
  readonly latent: LatentInfo;
  /** Of one sample: [C, H, W] for images, [2] for points in the plane. */
  readonly shape: StaticShape;
  /** Values that are black and white; undefined if neither the file nor the caller says. */
  readonly range: Range | undefined;
  /** What the model is told besides the latent; undefined if nothing. */
  readonly labels: LabelInfo | undefined;
  /** Names, types and shapes of its inputs and its output, for who speaks to the model by name. */
  readonly ports: Ports;
  /**
   * In which its weights are stored: `float32`, `float16`, or ONNX's name for another, such as `int8`. Samples are
   * computed, and given, in float32.
   */
  readonly dtype: string;
  /** Version of ONNX's operators that the file uses. */
  readonly opset: number;
  /** All of the file's metadata; docs/metadata.md lists what our own files say. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface LabelInfo {
  /** How many classes there are; undefined if the file does not tell. */
  readonly classes: number | undefined;
}

/** What the caller may say of a model whose file does not. What the file says of itself must agree. */
export interface ModelHints {
  readonly latent?: Partial<LatentInfo>;
  /** Of one sample: [C, H, W] for images. */
  readonly shape?: StaticShape;
  /** Values that are black and white, such as [-1, 1]; goes before what the file says. */
  readonly range?: Range;
}
