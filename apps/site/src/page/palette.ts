/** The colours of drawings, read from the page's style, which knows light and dark. */

const names = ['muted', 'line', 'accent', 'data', 'made', 'contour', 'low', 'middle', 'high'] as const;

export type Palette = Readonly<Record<(typeof names)[number], string>>;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Palette;
}

/** Calls back when light becomes dark or the other way round. */
export function onSchemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}

/** The colour of the ground at a share from the lowest level (0) to the highest (1). */
export function shade({ low, middle, high }: Palette, share: number): string {
  const [from, to, along] = share < 0.5 ? [low, middle, share * 2] : [middle, high, share * 2 - 1];
  return `color-mix(in srgb, ${to} ${(100 * along).toFixed(1)}%, ${from})`;
}
