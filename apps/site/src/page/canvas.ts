/** Canvases whose pixels are those of the screen. */

/** Fits the canvas's pixels to its size on the page; gives its context in units of the page, with its width there. */
export function fitCanvas(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number } {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws on no canvas.');
  const width = canvas.clientWidth;
  const scale = devicePixelRatio;
  const pixels = Math.round(width * scale);
  const rows = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== pixels) canvas.width = pixels;
  if (canvas.height !== rows) canvas.height = rows;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width };
}
