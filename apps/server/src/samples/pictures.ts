/** Pictures as files, large ones encoded on threads of their own so that the server goes on answering meanwhile. */
import { arch, versions } from 'node:process';
import type { Raster } from '@kantor/image';
import sharp from 'sharp';
import { pngSettings } from './png.js';

export { toPng } from './png.js';

// One thread for each picture: there are as many pictures as callers.
sharp.concurrency(1);
sharp.cache(false);

/** Says which encoders make pictures: others may give other bytes, as may zlib on another sort of processor. */
export const encoderVersion = [
  `zlib-${versions.zlib ?? ''}-${arch}-${pngSettings}`,
  `sharp-${sharp.versions.sharp ?? ''}-vips-${sharp.versions.vips}`,
].join('-');

/** Without loss, as PNG is: what a seed stands for is the same in both. */
export function toWebp({ data, width, height, channels }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } }).webp({ lossless: true, effort: 2 }).toBuffer();
}
