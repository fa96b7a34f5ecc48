/** Samples as this page has them. */
import type { ImageBatch } from '@kantor/sampler';

export type Images = ImageBatch<ImageData>;
