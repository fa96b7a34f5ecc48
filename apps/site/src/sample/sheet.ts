/** The sheet: all samples of a seed on one canvas, of which two can be picked, by pointer or keys. */
import { find } from '../page/dom.js';
import { putPixels, wholeScale } from '../page/pixels.js';
import type { Images } from './images.js';
import { columns, createPicker, type Picker, type Picks } from './picker.js';

/** Pixels of the sheet between two images, before it is scaled. */
const gap = 2;

export interface Sheet {
  readonly picks: Picks;
  draw(batch: Images): void;
}

/** Gaps have the colour of the page, as near as grey can be. */
function background(): number {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 28 : 255;
}

export function createSheet(onPick: (picks: Picks) => void): Sheet {
  const canvas = find('sheet', HTMLCanvasElement);
  const list = find('sheet-list', HTMLElement);
  const picker: Picker = createPicker(list, onPick);
  let last: Images | undefined;

  function draw(batch: Images): void {
    last = batch;
    const bare = columns * batch.shape[3] + (columns - 1) * gap;
    const scale = wholeScale(canvas.clientWidth, bare);
    putPixels(canvas, batch.toImageData({ columns, gap, scale, background: background() }));
    list.style.gap = `${(100 * gap) / bare}%`;
  }
  new ResizeObserver(() => {
    if (last) draw(last);
  }).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (last) draw(last);
  });
  return {
    get picks() {
      return picker.picks;
    },
    draw,
  };
}
