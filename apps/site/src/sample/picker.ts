/** Picks two samples of a sheet, A and B: a list box over the picture, for pointer and keys. It draws no images. */

export const columns = 8;
export const sheetCount = 64;

/** Numbers of the samples picked: where walk and way begin, and where the way ends. */
export type Picks = readonly [a: number, b: number];

export interface Picker {
  readonly picks: Picks;
}

/** Where an arrow key leads from a sample; undefined for other keys. */
export function neighbour(key: string, from: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -from,
    End: sheetCount - 1 - from,
  };
  if (!Object.hasOwn(moves, key)) return undefined;
  const to = from + moves[key];
  return to >= 0 && to < sheetCount ? to : from;
}

function createOptions(list: HTMLElement): HTMLElement[] {
  const options = Array.from({ length: sheetCount }, (_, i) => {
    const option = document.createElement('div');
    option.id = `sample-${i}`;
    option.role = 'option';
    return option;
  });
  list.replaceChildren(...options);
  return options;
}

function mark(options: readonly HTMLElement[], picks: Picks, active: number): void {
  options.forEach((option, i) => {
    const name = ['A', 'B'][picks.indexOf(i)];
    option.ariaSelected = String(name !== undefined);
    option.ariaLabel = `Sample ${i + 1}${name === undefined ? '' : `, ${name}`}`;
    option.dataset['pick'] = name ?? '';
    option.classList.toggle('active', i === active);
  });
}

export function createPicker(list: HTMLElement, onPick: (picks: Picks) => void): Picker {
  const options = createOptions(list);
  let picks: Picks = [0, 1];
  let active = 0;
  /** The pick whose place the next one takes. */
  let next: 0 | 1 = 0;

  function show(): void {
    mark(options, picks, active);
    list.setAttribute('aria-activedescendant', options[active].id);
  }
  function pick(): void {
    if (picks.includes(active)) return;
    picks = next === 0 ? [active, picks[1]] : [picks[0], active];
    next = next === 0 ? 1 : 0;
    onPick(picks);
  }

  list.addEventListener('click', ({ target }) => {
    const index = options.indexOf(target as HTMLElement);
    if (index < 0) return;
    active = index;
    pick();
    show();
  });
  list.addEventListener('keydown', (event) => {
    const to = neighbour(event.key, active);
    if (to !== undefined) active = to;
    else if (event.key === 'Enter' || event.key === ' ') pick();
    else return;
    event.preventDefault();
    show();
  });
  show();
  return {
    get picks() {
      return picks;
    },
  };
}
