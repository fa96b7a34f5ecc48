/** A batch of generated images as the PNG file of one sheet, for `samples/` and the report. */
import { encodePng, sheet, type Range } from '@kantor/image';
import type { FloatTensor } from '@kantor/tensor';

/** Images narrower than this are doubled, so that a person sees them in any picture viewer. */
const small = 48;

/**
 * @param batch images [N, C, H, W].
 * @param range values shown as black and white.
 */
export function imageSheet(batch: FloatTensor, range: Range): Uint8Array {
  return encodePng(sheet(batch, { range, scale: batch.shape[3] < small ? 2 : 1 }));
}
