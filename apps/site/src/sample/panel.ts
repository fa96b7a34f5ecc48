/** The part of the page that samples: its controls, and what they set going. */
import { find } from '../page/dom.js';
import { save } from '../page/save.js';
import type { Shipped } from '../models.js';
import { onReturn, parsePlace, visit } from './address.js';
import { createChoices } from './choices.js';
import { onFile } from './drop.js';
import { createGallery } from './gallery.js';
import type { Load } from './model.js';
import { createNotes } from './notes.js';
import { createOpening } from './opening.js';
import { createStudio } from './studio.js';
import { createTiming } from './timing.js';

/** @param shipped generators that came with the page. */
export function showSamples(shipped: readonly Shipped[], load: Load): void {
  const notes = createNotes();
  const opening = createOpening(load, notes.say);
  const gallery = createGallery(() => choices.look, notes.fail);
  const studio = createStudio({
    shipped,
    choices: () => choices,
    opening,
    gallery,
    notes,
    timing: createTiming(),
  });
  /** What goes wrong is said, and what was shown stays. */
  const act = (work: Promise<void>): void => {
    notes.clear();
    work.catch((error: unknown) => {
      notes.fail(error);
      if (opening.current) choices.setOpened(opening.current);
    });
  };
  const remember = (seed: number, model: string | undefined): void => visit({ model, seed });
  const choices = createChoices(shipped, {
    onModel: (model) => {
      remember(studio.seed, model);
      act(studio.goTo({ model, seed: studio.seed }));
    },
    onSeed: (seed) => {
      remember(seed, studio.model);
      act(studio.setSeed(seed));
    },
    onDevice: (device) => act(studio.move(device)),
    onLook: () => act(studio.draw()),
  });
  onReturn((place) => act(studio.goTo(place)));
  onFile((file) => act(studio.open({ model: undefined, file })));
  find('download', HTMLButtonElement).addEventListener('click', () => {
    const name = opening.current?.sampler.info.name ?? 'samples';
    act(gallery.toPng().then((bytes) => save(bytes, `${name}-seed-${studio.seed}.png`, 'image/png')));
  });
  act(studio.goTo(parsePlace(location.search)));
}
