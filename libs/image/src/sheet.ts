/** A sheet: the images of a batch side by side in one picture. */
import { formatShape, formatValue, KantorError, type FloatTensor } from '@kantor/tensor';
import { requireChannels, type Raster } from './raster.js';
import { toBytes, type Range } from './to-bytes.js';

export interface SheetOptions {
  /** Values shown as black and white. */
  readonly range: Range;
  /** Images in a row; default the smallest square that holds the batch. */
  readonly columns?: number | undefined;
  /** Pixels of the sheet between two images; default 2. */
  readonly gap?: number | undefined;
  /** Each pixel of an image becomes a square of this side; default 1. */
  readonly scale?: number | undefined;
  /** Grey level, 0 to 255, of gaps and empty places; default 255 (white). */
  readonly background?: number | undefined;
}

/** Bytes of a sheet: 1 GiB, as much as a call for samples may bring. */
const mostBytes = 2 ** 30;

/**
 * Lays out a batch [N, C, H, W] row by row, C being 1, 3 or 4.
 * Width is `columns·W·scale + (columns − 1)·gap`, height likewise with the rows.
 * @throws KantorError `image/sheet` if the batch or an option has a wrong size, or the sheet more than 1 GiB, `image/channels`, `image/range`.
 */
export function sheet(batch: FloatTensor, options: SheetOptions): Raster {
  if (batch.shape.length !== 4 || batch.shape.includes(0)) {
    throw new KantorError(
      'image/sheet',
      `A sheet is made of images [N, C, H, W], at least one; got shape ${formatShape(batch.shape)}.`,
    );
  }
  const [count, planes, height, width] = batch.shape;
  const channels = requireChannels(planes, `A batch of shape ${formatShape(batch.shape)}`);
  const columns = whole('columns', 1, Infinity, options.columns ?? Math.ceil(Math.sqrt(count)));
  const gap = whole('gap', 0, Infinity, options.gap ?? 2);
  const scale = whole('scale', 1, Infinity, options.scale ?? 1);
  const background = whole('background', 0, 255, options.background ?? 255);

  const rows = Math.ceil(count / columns);
  const stepX = width * scale + gap;
  const stepY = height * scale + gap;
  const out = blank(columns * stepX - gap, rows * stepY - gap, channels, background);
  const bytes = toBytes(batch, options.range); // [N, C, H, W]
  for (let image = 0; image < count; image++) {
    const from = bytes.subarray(image * planes * height * width, (image + 1) * planes * height * width);
    const left = (image % columns) * stepX;
    const top = Math.floor(image / columns) * stepY;
    paint(out, from, { left, top, width, height, scale });
  }
  return out;
}

interface Place {
  readonly left: number;
  readonly top: number;
  /** Of the image, before scaling. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Draws one image [C, H, W] with its top left corner at `place`. */
function paint(out: Raster, image: Uint8Array, { left, top, width, height, scale }: Place): void {
  const { channels, data } = out;
  const rowBytes = out.width * channels;
  const step = scale * channels;
  for (let y = 0; y < height; y++) {
    const start = (top + y * scale) * rowBytes + left * channels;
    for (let c = 0; c < channels; c++) {
      const plane = (c * height + y) * width;
      for (let copy = 0; copy < scale; copy++) {
        let at = start + copy * channels + c;
        for (let x = 0; x < width; x++, at += step) data[at] = image[plane + x];
      }
    }
    const end = start + width * scale * channels;
    for (let copy = 1; copy < scale; copy++) data.copyWithin(start + copy * rowBytes, start, end);
  }
}

function blank(width: number, height: number, channels: Raster['channels'], level: number): Raster {
  const length = width * height * channels;
  if (length > mostBytes) {
    throw new KantorError(
      'image/sheet',
      `The sheet would be ${width} x ${height} pixels, which are ${length} bytes; there may be ${mostBytes}. ` +
        'Take a smaller scale or gap, or fewer images or columns.',
    );
  }
  const data = new Uint8Array(length).fill(level);
  if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width, height, channels, data };
}

function whole(option: string, least: number, most: number, value: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const bounds = most === Infinity ? `from ${least} up` : `from ${least} to ${most}`;
  throw new KantorError(
    'image/sheet',
    `A sheet's ${option} must be a whole number ${bounds}; got ${formatValue(value)}.`,
  );
}
