/** PNG files of rasters, in pure JavaScript, so that Node and browsers write the same bytes. */
import { KantorError } from '@kantor/tensor';
import { decode, encode, type DecodedPng } from 'fast-png';
import { requireChannels, type Raster } from './raster.js';

/** A PNG file with 8 bits a channel. The same raster gives the same bytes. */
export function encodePng(raster: Raster): Uint8Array {
  const { width, height, channels, data } = raster;
  if (data.length !== width * height * channels) {
    throw new KantorError(
      'image/size',
      `A raster of ${width} x ${height} pixels with ${channels} channels has ${width * height * channels} bytes, ` +
        `but its data has ${data.length}.`,
    );
  }
  return encode({ width, height, channels, depth: 8, data });
}

/**
 * Reads a PNG file as `encodePng` writes it: 8 bits a channel, no palette.
 * @throws KantorError `image/png` if it is damaged or of another sort, `image/channels` for grey with alpha.
 */
export function decodePng(file: Uint8Array): Raster {
  const { width, height, channels, depth, palette, data } = decodeFile(file);
  if (depth !== 8 || palette || !(data instanceof Uint8Array)) {
    const sort = palette ? 'a palette' : `${depth} bits a channel`;
    throw new KantorError(
      'image/png',
      `This PNG file has ${sort}; expected 8 bits a channel and no palette. Save it as 8-bit grey or RGB.`,
    );
  }
  return { width, height, channels: requireChannels(channels, 'This PNG file'), data };
}

function decodeFile(file: Uint8Array): DecodedPng {
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KantorError('image/png', `These ${file.length} bytes are no whole PNG file: ${reason}.`, {
      cause,
    });
  }
}
