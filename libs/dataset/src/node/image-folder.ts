/** A folder of pictures of any sizes, as images of one size. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import type { Pixels } from '../pixels.js';
import { cached, type CacheOptions } from './cache.js';
import { pictureDecoder, type PictureShape } from './decode.js';
import { reasonOf, requireFolder } from './files.js';
import { inParallel } from './parallel.js';
import { listPictures, type Picture } from './pictures.js';
import type { Progress } from './progress.js';

/** Counts up when the same files would give other bytes. */
const VERSION = 1;

/**
 * All pictures in `folder` and the folders in it, in the order of their paths: [count, channels, size, size]. Decoded
 * once, then cached until a file comes, goes or changes. Those that cannot be read are left out with a warning.
 * @throws KantorError `dataset/folder`, `dataset/no-images`, `dataset/too-large`, `dataset/missing-package`.
 */
export async function readImageFolder(
  folder: string,
  shape: PictureShape,
  options: CacheOptions & Progress,
): Promise<Pixels> {
  await requireFolder(folder);
  const pictures = await listPictures(folder);
  if (pictures.length === 0) {
    throw new KantorError(
      'dataset/no-images',
      `${folder} and the folders in it hold no pictures (.jpg, .png, .webp, .gif, .tif, .avif). Check --data=DIR.`,
    );
  }
  const { size, channels } = shape;
  const key = JSON.stringify({ VERSION, size, channels, pictures });
  return cached('folder', key, options, () => decodeAll(folder, pictures, shape, options));
}

async function decodeAll(
  folder: string,
  pictures: readonly Picture[],
  shape: PictureShape,
  { onProgress, onWarning }: Progress,
): Promise<Pixels> {
  const { size, channels } = shape;
  const total = pictures.length;
  const imageBytes = channels * size * size;
  const bytes = allocateImages(total, imageBytes);
  const decode = await pictureDecoder(shape);
  const reasons = new Array<string | undefined>(total);
  let done = 0;
  onProgress?.(0, total);
  await inParallel(total, 2 * availableParallelism(), async (i) => {
    try {
      await decode(join(folder, pictures[i].path), bytes.subarray(i * imageBytes, (i + 1) * imageBytes));
    } catch (error) {
      reasons[i] = reasonOf(error);
      onWarning?.(`${pictures[i].path} is left out, as it cannot be read: ${reasons[i]}`);
    }
    onProgress?.(++done, total);
  });
  const count = closeGaps(bytes, imageBytes, reasons);
  if (count === 0) {
    throw new KantorError(
      'dataset/no-images',
      `None of the ${total} pictures in ${folder} can be read. ${pictures[0].path}: ${reasons[0]}. ` +
        'Convert them to JPEG or PNG.',
    );
  }
  return { shape: [count, channels, size, size], bytes: bytes.subarray(0, count * imageBytes) };
}

/** Moves the images without a `reason` to the front, in order, and counts them. */
function closeGaps(bytes: Uint8Array, imageBytes: number, reasons: readonly (string | undefined)[]): number {
  let kept = 0;
  for (let i = 0; i < reasons.length; i++) {
    if (reasons[i] !== undefined) continue;
    if (kept < i) bytes.copyWithin(kept * imageBytes, i * imageBytes, (i + 1) * imageBytes);
    kept++;
  }
  return kept;
}

function allocateImages(count: number, imageBytes: number): Uint8Array {
  try {
    return new Uint8Array(count * imageBytes);
  } catch (cause) {
    const gigabytes = ((count * imageBytes) / 1e9).toFixed(1);
    throw new KantorError(
      'dataset/too-large',
      `${count} images take ${gigabytes} GB of memory, more than can be had. Use fewer images or a smaller size.`,
      { cause },
    );
  }
}
