/** Pictures to square bytes, with sharp; loaded only when there is something to decode. */
import { readFile } from 'node:fs/promises';
import type sharp from 'sharp';
import { KantorError } from '@kantor/tensor';

export interface PictureShape {
  /** Width and height, in pixels. */
  readonly size: number;
  /** 1 grey, 3 red-green-blue. */
  readonly channels: 1 | 3;
}

/** Writes the picture at `path` to `out`, [channels, size, size]; rejects if it cannot be read. */
export type Decoder = (path: string, out: Uint8Array) => Promise<void>;

/**
 * A decoder that turns a picture upright (EXIF), lays it on white if it is transparent, takes the largest square at its
 * centre and resizes it (Lanczos) to 8-bit sRGB or grey. Of an animation it takes the first frame.
 * @throws KantorError `dataset/missing-package` if sharp is not installed.
 */
export async function pictureDecoder({ size, channels }: PictureShape): Promise<Decoder> {
  const open = await loadSharp();
  return async (path, out) => {
    const file = await readFile(path); // a path given to sharp would be cached by name, even when the file changes
    const { data, info } = await open(file)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(size, size, { fit: 'cover', position: 'centre' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels || data.length !== out.length) {
      throw new Error(`it has ${info.channels} channels after conversion, not ${channels}`);
    }
    separate(data, channels, out);
  };
}

/** [H, W, C] → [C, H, W] */
function separate(pixels: Uint8Array, channels: number, out: Uint8Array): void {
  const plane = out.length / channels;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane; i++) out[c * plane + i] = pixels[i * channels + c];
  }
}

async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new KantorError(
      'dataset/missing-package',
      'A folder of images is decoded with the npm package sharp, which cannot be loaded. Run npm install sharp.',
      { cause },
    );
  }
}
