/** Loads the generator that an element names, has it painted, and lets go of it when another is named. */
import type { Sampler } from '../../sampler.js';
import type { Load } from '../load.js';
import { createPainter, type Painter, type PainterOptions } from './painter.js';
import type { KantorSamplesProperties } from './properties.js';

export type Wanted = Readonly<KantorSamplesProperties>;

export interface Show extends Pick<Painter, 'walk'> {
  readonly sampler: Sampler<ImageData> | undefined;
  /** Shows this from now on; undefined: nothing, and all that was held is let go. */
  update(next: Wanted | undefined): void;
}

const loaded = ['src', 'device', 'assets'] as const;

export function createShow({ load, ...surroundings }: PainterOptions & { readonly load: Load }): Show {
  const { view, tell } = surroundings;
  const painter = createPainter(surroundings);
  let wanted: Wanted | undefined;
  let sampler: Sampler<ImageData> | undefined;
  let loading = new AbortController();

  const paint = (): void => painter.paint(wanted && sampler && { ...wanted, sampler });
  const letGo = (): void => {
    loading.abort();
    void sampler?.dispose();
    sampler = undefined;
    paint();
  };
  const reload = async ({ src, device, assets }: Wanted): Promise<void> => {
    const { signal } = (loading = new AbortController());
    view.say('Loading…');
    try {
      const opened = await load(src, {
        device,
        signal,
        onProgress: (progress) => tell('progress', progress),
        ...(assets === undefined ? {} : { assets }),
      });
      if (signal.aborted) return await opened.dispose();
      sampler = opened;
      paint();
    } catch (error) {
      if (signal.aborted) return;
      view.say((error as Error).message);
      tell('error', { error: error as Error });
    }
  };
  return {
    get sampler() {
      return sampler;
    },
    walk: (step) => painter.walk(step),
    update(next) {
      const before = wanted;
      wanted = next;
      if (next && loaded.every((name) => before?.[name] === next[name])) return paint();
      letGo();
      if (next) void reload(next);
    },
  };
}
