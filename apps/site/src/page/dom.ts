/** Finds what the page's HTML promises. */

/** The element of that id; its absence is a mistake in index.html, not something that happens to people. */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`index.html has no ${type.name} with the id '${id}'.`);
}

/** The chosen one of radio buttons of that name. */
export function chosen(name: string): string {
  const checked = document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);
  if (checked) return checked.value;
  throw new Error(`index.html has no checked radio button of the name '${name}'.`);
}

/** Resolves before the next picture is painted; in a page that nobody sees, when it is seen again. */
export function nextPaint(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
