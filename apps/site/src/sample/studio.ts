/** What is open and shown: a generator on a device, and the samples of a seed. Controls tell it what to do. */
import type { Shipped } from '../models.js';
import type { Choices } from './choices.js';
import { firstSeed, type Place } from './address.js';
import type { Gallery } from './gallery.js';
import { describeSampler, type Source, type WebDevice } from './model.js';
import type { Notes } from './notes.js';
import type { Opening } from './opening.js';
import type { Timing } from './timing.js';

export interface StudioParts {
  readonly shipped: readonly Shipped[];
  readonly choices: () => Choices;
  readonly opening: Opening;
  readonly gallery: Gallery;
  readonly notes: Notes;
  readonly timing: Timing;
}

export interface Studio {
  readonly seed: number;
  /** The shipped generator that is open; undefined for a file of the visitor's own, and for none. */
  readonly model: string | undefined;
  /** @param device by default the one that is chosen, or for the first generator the best. */
  open(source: Source, device?: WebDevice): Promise<void>;
  /** The generator again, on another device. */
  move(device: WebDevice): Promise<void>;
  /** Opens what an address names, and shows its seed. */
  goTo(place: Place): Promise<void>;
  setSeed(seed: number): Promise<void>;
  /** Draws again what is shown. */
  draw(): Promise<void>;
}

const none =
  'No trained generator came with this page. Open an .onnx file that `npx nx run export:onnx` wrote, or drop one here.';

export function createStudio({ shipped, choices, opening, gallery, notes, timing }: StudioParts): Studio {
  let seed = firstSeed;

  async function draw(): Promise<void> {
    const { current } = opening;
    if (!current) return;
    await gallery.show(seed);
    timing.show(current.sampler.device as WebDevice, gallery.imageTime);
  }
  async function open(source: Source, device?: WebDevice): Promise<void> {
    const before = opening.current;
    const opened = await opening.open(source, device ?? (before ? choices().device : 'auto'));
    if (!opened) return;
    if (before?.sampler.info.hash !== opened.sampler.info.hash) timing.clear();
    notes.say(describeSampler(opened.sampler));
    choices().setOpened(opened);
    gallery.use(opened.sampler);
    await draw();
  }
  async function setSeed(value: number): Promise<void> {
    seed = value;
    choices().setSeed(value);
    await draw();
  }
  return {
    get seed() {
      return seed;
    },
    get model() {
      return opening.current?.source.model;
    },
    open,
    draw,
    setSeed,
    async move(device) {
      if (opening.current) await open(opening.current.source, device);
    },
    async goTo(place) {
      const found = shipped.find(({ name }) => name === place.model) ?? shipped[0];
      if (!found) notes.say(none);
      else if (found.name !== opening.current?.source.model) {
        seed = place.seed;
        choices().setSeed(seed);
        return open({ model: found.name, file: found.url });
      }
      return setSeed(place.seed);
    },
  };
}
