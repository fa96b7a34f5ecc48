/** What is shown of a sampler: the sheet of a seed, the stage, the walk and the way. It opens no models. */
import { createLatest } from '../page/latest.js';
import type { Images } from './images.js';
import { createPictures, type Look, type Pictures } from './pictures.js';
import { createPlayer } from './player.js';
import { createSheet } from './sheet.js';
import { createStage } from './stage.js';
import type { WebSampler } from './model.js';
import type { Walk } from './walk.js';

export interface Gallery {
  /** Milliseconds of an image on the sheet. */
  readonly imageTime: number;
  /** Shows another sampler from now on. */
  use(sampler: WebSampler): void;
  /** Draws the sheet of a seed; one that is still being drawn is given up. */
  show(seed: number): Promise<void>;
  /** The sheet as a PNG file. */
  toPng(): Promise<Uint8Array>;
}

interface Shown {
  readonly seed: number;
  readonly images: Images;
}

function present<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new Error('There are no samples yet: open a generator first.');
}

export function createGallery(look: () => Look, fail: (error: unknown) => void): Gallery {
  let pictures: Pictures | undefined;
  let shown: Shown | undefined;
  let walk: Walk | undefined;
  let drawing = new AbortController();

  const step = createLatest<Float32Array>(
    async (latent) => stage.draw(await present(pictures).one(latent)),
    fail,
  );
  const stage = createStage((x, y) => {
    player.forget();
    if (walk) step(walk.at(x, y));
  });
  const player = createPlayer(
    async () => present(pictures).way(present(shown).seed, sheet.picks),
    (image) => stage.draw(image),
    fail,
  );
  const sheet = createSheet(begin);

  /** Walk and way begin at the first pick. */
  function begin(): void {
    if (!shown || !pictures) return;
    walk = pictures.walk(shown.seed, sheet.picks);
    stage.center();
    player.forget();
    stage.draw(shown.images.at(sheet.picks[0]));
  }

  return {
    get imageTime() {
      return pictures?.imageTime ?? NaN;
    },
    use(sampler) {
      pictures = createPictures(sampler, look);
    },
    async show(seed) {
      drawing.abort();
      drawing = new AbortController();
      const { signal } = drawing;
      const images = await present(pictures).sheet(seed, signal);
      if (signal.aborted) return;
      shown = { seed, images };
      sheet.draw(images);
      begin();
    },
    toPng: () => present(shown).images.toPng({ columns: 8, scale: 2 }),
  };
}
