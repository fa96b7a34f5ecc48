/** The controls of the samples: what they say, and what happens when they change. */
import { chosen, find } from '../page/dom.js';
import { formatMeasure } from '../page/format.js';
import type { Shipped } from '../models.js';
import { isSeed } from './address.js';
import type { WebDevice } from './model.js';
import type { Opened } from './opening.js';
import type { Look } from './pictures.js';

export interface Choices {
  readonly look: Look;
  readonly device: WebDevice;
  setSeed(seed: number): void;
  /** Shows what is open, where it runs, and whether it wants to be told a class. */
  setOpened(opened: Opened): void;
}

export interface ChoiceEvents {
  onModel(name: string): void;
  onSeed(seed: number): void;
  onDevice(device: WebDevice): void;
  /** Another variety or class. */
  onLook(): void;
}

/** Six digits are enough for people to find new images, and few enough to be read out. */
function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement ? target.type === 'number' : target instanceof HTMLSelectElement;
}

function bindSeed(onSeed: (seed: number) => void): HTMLInputElement {
  const input = find('seed', HTMLInputElement);
  input.addEventListener('change', () => {
    if (isSeed(input.valueAsNumber)) onSeed(input.valueAsNumber);
  });
  find('seed-new', HTMLButtonElement).addEventListener('click', () => onSeed(newSeed()));
  addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (key.toLowerCase() !== 'r' || ctrlKey || metaKey || altKey || isTyping(target)) return;
    onSeed(newSeed());
  });
  return input;
}

function bindModel(shipped: readonly Shipped[], onModel: (name: string) => void): HTMLSelectElement {
  const select = find('model', HTMLSelectElement);
  select.replaceChildren(...shipped.map(({ name }) => new Option(name, name)));
  select.addEventListener('change', () => onModel(select.value));
  return select;
}

export function createChoices(shipped: readonly Shipped[], events: ChoiceEvents): Choices {
  const model = bindModel(shipped, events.onModel);
  const seed = bindSeed(events.onSeed);
  const variety = find('variety', HTMLInputElement);
  const varietyValue = find('variety-value', HTMLOutputElement);
  const label = find('label', HTMLInputElement);
  const devices = [...document.querySelectorAll<HTMLInputElement>('input[name="run-on"]')];
  const own = new Option('', 'own file');

  const tellVariety = (): void => {
    varietyValue.textContent = formatMeasure(variety.valueAsNumber);
  };
  tellVariety();
  variety.addEventListener('input', tellVariety);
  for (const each of [variety, label]) each.addEventListener('change', events.onLook);
  for (const each of devices) {
    each.addEventListener('change', () => events.onDevice(choices.device));
  }
  const choices: Choices = {
    get look() {
      return { truncation: variety.valueAsNumber, label: label.valueAsNumber || 0 };
    },
    get device() {
      return chosen('run-on') as WebDevice;
    },
    setSeed(value) {
      seed.value = String(value);
    },
    setOpened({ source, sampler: { device, info } }) {
      own.textContent = typeof source.file === 'string' ? '' : source.file.name;
      if (source.model === undefined) model.append(own);
      else own.remove();
      model.value = source.model ?? own.value;
      for (const each of devices) each.checked = each.value === device;
      find('label-row', HTMLElement).hidden = info.labels === undefined;
      label.max = info.labels?.classes === undefined ? '' : String(info.labels.classes - 1);
    },
  };
  return choices;
}
