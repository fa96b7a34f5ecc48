/** Shows images of few pixels large and sharp. */

/**
 * Pixels of the screen for one of an image that is `pixels` wide and is to fill `room` of the page: whole, so that all
 * are alike, and rather too many, which the browser then evens out.
 */
export function wholeScale(room: number, pixels: number): number {
  return Math.max(1, Math.ceil((room * devicePixelRatio) / pixels));
}

/** Puts an image on a canvas as it is; its size on the page is a matter of style. */
export function putPixels(canvas: HTMLCanvasElement, pixels: ImageData): void {
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}
