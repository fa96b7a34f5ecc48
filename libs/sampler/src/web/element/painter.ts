/** Draws what a sampler gives: always the newest wish, one drawing at a time, and a walk in small steps. */
import type { ImageBatch } from '../../image-batch.js';
import type { Sampler } from '../../sampler.js';
import type { Tell } from './events.js';
import type { View } from './view.js';
import { latentsAt, start, towards, type Position } from './walk.js';

export interface Picture {
  readonly sampler: Sampler<ImageData>;
  readonly seed: number;
  readonly count: number;
  readonly columns: number | undefined;
}

export interface PainterOptions {
  readonly view: View;
  readonly tell: Tell;
  /** Whether changes may be shown step by step. */
  readonly mayMove: () => boolean;
}

export interface Painter {
  /** Paints this from now on, where the seed is; undefined: nothing. */
  paint(next: Picture | undefined): void;
  /** Walks that many steps, or back to where the seed is. */
  walk(step: Position | 'home'): void;
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
const isSame = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y;

function describe({ sampler, seed, count }: Picture, position: Position): string {
  const images = count === 1 ? '1 image' : `${count} images`;
  const { x, y } = position;
  const walked = isSame(position, start) ? '' : `, ${x} steps to the right and ${y} up in the latent space`;
  return `${images} drawn by ${sampler.info.name || 'a generator'} from seed ${seed}${walked}.`;
}

function draw({ sampler, seed, count }: Picture, position: Position): Promise<ImageBatch<ImageData>> {
  if (isSame(position, start)) return sampler.sample({ seed, count });
  const [from, right, up] = [seed, seed + 1, seed + 2].map((each) => sampler.latents(each, count));
  return sampler.sample({
    latents: latentsAt(position, sampler.info.latent.distribution, [from, right, up]),
  });
}

export function createPainter({ view, tell, mayMove }: PainterOptions): Painter {
  let picture: Picture | undefined;
  let [position, goal] = [start, start];
  let [busy, stale] = [false, false];

  const drawOnce = async (now: Picture): Promise<void> => {
    const at = (position = mayMove() ? towards(position, goal) : goal);
    const images = await draw(now, at);
    if (now !== picture) return;
    const { columns, seed } = now;
    view.draw(images.toImageData(columns === undefined ? {} : { columns }), describe(now, goal));
    view.say('');
    if (isSame(at, goal)) return tell('samples', { images, seed, position: at });
    stale = true;
    if (mayMove()) await nextFrame();
  };
  const work = async (): Promise<void> => {
    stale = true;
    if (busy) return;
    busy = true;
    while (stale && picture) {
      stale = false;
      const now = picture;
      try {
        await drawOnce(now);
      } catch (error) {
        if (now !== picture) continue; // of one that was let go it is of no interest
        goal = position;
        view.say((error as Error).message);
        tell('error', { error: error as Error });
      }
    }
    busy = false;
  };
  return {
    paint(next) {
      if (next?.seed !== picture?.seed || next?.sampler !== picture?.sampler)
        [position, goal] = [start, start];
      picture = next;
      void work();
    },
    walk(step) {
      goal = step === 'home' ? start : { x: goal.x + step.x, y: goal.y + step.y };
      void work();
    },
  };
}
