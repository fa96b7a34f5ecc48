/** Rasters as red, green, blue and alpha, which is what canvases are given. */
import type { Raster } from '@kantor/image';

/** As `ImageData` of browsers: rows from the top, four bytes a pixel. */
export interface PixelData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export function toRgba({ width, height, channels, data }: Raster): PixelData {
  const rgba = new Uint8ClampedArray(4 * width * height);
  if (channels === 4) {
    rgba.set(data);
    return { width, height, data: rgba };
  }
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let pixel = 0, from = 0, to = 0; pixel < width * height; pixel++, from += channels, to += 4) {
    rgba[to] = data[from];
    rgba[to + 1] = data[from + green];
    rgba[to + 2] = data[from + blue];
    rgba[to + 3] = 255;
  }
  return { width, height, data: rgba };
}
