/** Sheets of samples: how large they come, and painting them without holding everybody up. */
import { sheet, type Raster } from '@kantor/image';
import type { ImageBatch } from '@kantor/sampler';
import { floats, sizeOf } from '@kantor/tensor';
import { fault } from '../faults.js';
import { createTurns } from '../turns.js';
import { requireFinite } from './numbers.js';
import type { FormatName, SamplesRequest } from './request.js';
import type { Wanted } from './wanted.js';

export interface Layout {
  readonly columns: number;
  readonly gap: number;
  readonly scale: number;
  /** Pixels of the whole. */
  readonly width: number;
  readonly height: number;
}

const mostPixels = 2 ** 25;
/** Pixels of a side that WebP can say, in 14 bits. */
const mostOfWebp = 2 ** 14 - 1;

/** @throws KantorError `server/request` if the sheet would be too large. */
export function layoutOf({ served, count }: Wanted, request: SamplesRequest, format: FormatName): Layout {
  const [, height, width] = served.sampler.info.shape;
  const { gap = 2, scale = 1 } = request;
  const columns = Math.min(request.columns ?? Math.ceil(Math.sqrt(count)), count);
  const side = (images: number, pixels: number): number => images * (pixels * scale + gap) - gap;
  const layout = {
    ...{ columns, gap, scale },
    width: side(columns, width),
    height: side(Math.ceil(count / columns), height),
  };
  const came = `A sheet of ${count} images would be ${layout.width} x ${layout.height} pixels`;
  if (layout.width * layout.height > mostPixels) {
    throw fault(
      'server/request',
      `${came}; at most ${mostPixels} in all. Ask for fewer, or as multipart/mixed.`,
    );
  }
  if (format === 'webp' && Math.max(layout.width, layout.height) > mostOfWebp) {
    throw fault('server/request', `${came}; WebP has at most ${mostOfWebp} on a side. Ask for PNG.`);
  }
  return layout;
}

/** Pixels that are painted in one go, in a few milliseconds. */
const inBand = 2 ** 18;

/** @throws KantorError `server/not-finite` */
export async function paintSheet(batch: ImageBatch, layout: Layout, format: FormatName): Promise<Raster> {
  const { columns, gap, scale, width, height } = layout;
  const [count, ...shape] = batch.shape;
  const [channels, imageHeight] = shape;
  const step = width * (imageHeight * scale + gap);
  const perBand = columns * Math.max(1, Math.floor(inBand / step));
  const paint = (from: number): Raster => {
    const images = Math.min(perBand, count - from);
    const data = batch.data.subarray(from * sizeOf(shape), (from + images) * sizeOf(shape));
    requireFinite(data, format);
    return sheet(floats([images, ...shape], data), { range: batch.range ?? [0, 1], columns, gap, scale });
  };
  if (perBand >= count) return paint(0);
  const turns = createTurns();
  const data = new Uint8Array(width * height * channels).fill(255); // the gaps between bands
  for (let from = 0; from < count; from += perBand) {
    data.set(paint(from).data, (from / columns) * step * channels);
    await turns.rest();
  }
  return { data, width, height, channels: channels as Raster['channels'] };
}
