/** From float samples to bytes; the layout stays as it is. */
import { KantorError, type FloatTensor } from '@kantor/tensor';

/** The values shown as black and as white, e.g. `[-1, 1]`. */
export type Range = readonly [low: number, high: number];

/**
 * The batch's values as bytes: `low` → 0, `high` → 255, rounded to the nearest (halves up), clamped outside; not a
 * number → 0. Any shape, in the batch's own order. The array is new.
 * @throws KantorError `image/range` unless `low < high`.
 */
export function toBytes(batch: FloatTensor, range: Range): Uint8Array {
  const [low, high] = range;
  if (!(low < high)) {
    throw new KantorError(
      'image/range',
      `The range of a picture must rise, e.g. [-1, 1]; got [${low}, ${high}].`,
    );
  }
  const scale = 255 / (high - low);
  const { data } = batch;
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const level = (data[i] - low) * scale;
    // Math.round would take five times as long as all the rest.
    bytes[i] = level > 0 ? (level < 255 ? Math.floor(level + 0.5) : 255) : 0;
  }
  return bytes;
}
