/** The stage: one image, large; moving over it, or the arrow keys, tell where a walk goes. */
import { find } from '../page/dom.js';
import { putPixels, wholeScale } from '../page/pixels.js';
import type { Images } from './images.js';

export interface Stage {
  draw(image: Images): void;
  /** Back to the middle, for another walk. */
  center(): void;
}

/** How far an arrow key goes, of the way from the middle to the edge. */
const keyStep = 0.08;
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const within = (value: number) => Math.max(-1, Math.min(1, value));

/** @param onMove told the place [x, y] of the square from −1 to 1, y upwards. */
export function createStage(onMove: (x: number, y: number) => void): Stage {
  const pad = find('stage', HTMLElement);
  const canvas = find('stage-image', HTMLCanvasElement);
  let [x, y] = [0, 0];
  let last: Images | undefined;

  function move(toX: number, toY: number): void {
    [x, y] = [within(toX), within(toY)];
    onMove(x, y);
  }
  function follow({ clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = pad.getBoundingClientRect();
    move((2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height);
  }
  pad.addEventListener('pointermove', follow);
  pad.addEventListener('pointerdown', follow);
  pad.addEventListener('keydown', (event) => {
    if (event.key === 'Home') move(0, 0);
    else if (Object.hasOwn(moves, event.key)) {
      const [dx, dy] = moves[event.key];
      move(x + keyStep * dx, y + keyStep * dy);
    } else return;
    event.preventDefault();
  });

  function draw(image: Images): void {
    last = image;
    putPixels(canvas, image.toImageData({ scale: wholeScale(pad.clientWidth, image.shape[3]) }));
  }
  new ResizeObserver(() => {
    if (last) draw(last);
  }).observe(pad);
  return {
    draw,
    center() {
      [x, y] = [0, 0];
    },
  };
}
