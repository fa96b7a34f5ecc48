/** What a sampler needs of a browser: web workers, SHA-256, pictures. */
import type { Raster } from '@kantor/image';
import type { Platform } from '../platform.js';
import { toRgba, type PixelData } from '../rgba.js';
import type { StartWorker } from '../worker-handle.js';
import { webClock } from './clock.js';
import { sha256 } from './sha256.js';

const toPixels = ({ data, width, height }: PixelData): ImageData => new ImageData(data, width, height);

/** The browser's own encoder: exact, but for pixels that are transparent in part. */
async function encodePng(raster: Raster): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(raster.width, raster.height);
  canvas.getContext('2d')?.putImageData(toPixels(toRgba(raster)), 0, 0);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await png.arrayBuffer());
}

/** Threads of one of several workers; a single one is left to the runtime. */
export function threadsFor(workers: number): number | undefined {
  if (workers === 1) return undefined;
  return Math.max(1, Math.floor(navigator.hardwareConcurrency / workers));
}

export function webPlatform(startWorker: StartWorker): Platform<ImageData> {
  const workers = { startWorker, isolation: 'thread', drawsThere: false } as const;
  return { ...workers, clock: webClock, sha256, threadsFor, encodePng, toPixels };
}
