/** From SVG text to a PNG file, by sharp; loaded only when a picture is asked for. */
import { KantorError } from '@kantor/tensor';

/**
 * @param width of the PNG in pixels; the height follows.
 * @throws KantorError `trainer/sharp` if sharp cannot be loaded, `trainer/picture` if the text is no SVG.
 */
export async function svgToPng(svg: string, width: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp').catch((cause: unknown) => {
    throw new KantorError(
      'trainer/sharp',
      'Pictures of 2-D data need the package "sharp", which could not be loaded here. ' +
        'Install the workspace again with `npm install` on this machine, with optional packages.',
      { cause },
    );
  });
  const source = Buffer.from(svg);
  try {
    const natural = (await sharp(source).metadata()).width;
    // Drawn at the size wanted, not drawn and then stretched: 72 dots an inch is an SVG's own pixel.
    const density = Math.min(2400, Math.max(1, (72 * width) / natural));
    return await sharp(source, { density }).resize({ width }).png({ compressionLevel: 9 }).toBuffer();
  } catch (cause) {
    throw new KantorError('trainer/picture', 'This text is not an SVG picture that can be drawn.', { cause });
  }
}
