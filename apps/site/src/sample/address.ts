/** What the page's address says of the samples: the model and the seed, so that a link shows the same images. */

export interface Place {
  /** Name of a shipped model; undefined for the first one, or for a file of the visitor's own. */
  readonly model: string | undefined;
  readonly seed: number;
}

/** The seed of an address that names none. */
export const firstSeed = 1;

export function isSeed(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Reads `?model=mnist-wgan-gp&seed=7`; a seed that is none counts as absent. */
export function parsePlace(search: string): Place {
  const parameters = new URLSearchParams(search);
  const text = parameters.get('seed') ?? '';
  const seed = /^\d+$/.test(text) ? Number(text) : NaN;
  return { model: parameters.get('model') ?? undefined, seed: isSeed(seed) ? seed : firstSeed };
}

export function formatPlace({ model, seed }: Place): string {
  const parameters = new URLSearchParams();
  if (model !== undefined) parameters.set('model', model);
  parameters.set('seed', String(seed));
  return `?${parameters}`;
}

/** Puts a place into the address; the place before is one step back in the history. */
export function visit(place: Place): void {
  const search = formatPlace(place);
  if (search !== location.search) history.pushState(null, '', `${search}${location.hash}`);
}

/** Calls back when one goes back or forward. */
export function onReturn(listener: (place: Place) => void): void {
  addEventListener('popstate', () => listener(parsePlace(location.search)));
}
