/** Pictures made with sharp. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export type Color = { r: number; g: number; b: number; alpha?: number };

export const red: Color = { r: 255, g: 0, b: 0 };
export const green: Color = { r: 0, g: 255, b: 0 };
export const blue: Color = { r: 0, g: 0, b: 255 };

export function plain(width: number, height: number, background: Color): Sharp {
  return sharp({ create: { width, height, channels: background.alpha === undefined ? 3 : 4, background } });
}

/** Squares of 20 x 20 side by side. */
export function row(...colors: Color[]): Sharp {
  const width = 20 * colors.length;
  const line = colors.flatMap(({ r, g, b }) => new Array<number[]>(20).fill([r, g, b]).flat());
  const data = Uint8Array.from(new Array<number[]>(20).fill(line).flat());
  return sharp(data, { raw: { width, height: 20, channels: 3 } });
}

export async function save(folder: string, path: string, picture: Sharp): Promise<void> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  const format = path.slice(path.lastIndexOf('.') + 1) as 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff';
  await writeFile(full, await picture.toFormat(format).toBuffer());
}
