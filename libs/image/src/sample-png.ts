/** A batch of samples as the PNG file of one sheet, at a size that a person sees in any picture viewer. */
import type { FloatTensor } from '@kantor/tensor';
import { encodePng } from './png.js';
import { sheet } from './sheet.js';
import type { Range } from './to-bytes.js';

/** Images narrower than this are doubled. */
const small = 48;

/**
 * @param batch images [N, C, H, W].
 * @param range values shown as black and white.
 */
export function samplePng(batch: FloatTensor, range: Range): Uint8Array {
  return encodePng(sheet(batch, { range, scale: batch.shape[3] < small ? 2 : 1 }));
}
