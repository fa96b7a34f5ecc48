/** A picture in bytes, pixel after pixel; not a tensor: its channels come last. */
import { KantorError } from '@kantor/tensor';

export type Channels = 1 | 3 | 4;

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red-green-blue, 4 with alpha. */
  readonly channels: Channels;
  /** Rows from the top, pixels from the left, channels together: [height, width, channels]. */
  readonly data: Uint8Array;
}

/**
 * @throws KantorError `image/channels` if pictures cannot have so many.
 */
export function requireChannels(count: number, what: string): Channels {
  if (count === 1 || count === 3 || count === 4) return count;
  throw new KantorError(
    'image/channels',
    `${what} has ${count} channels; a picture has 1 (grey), 3 (red, green, blue) or 4 (with alpha).`,
  );
}
