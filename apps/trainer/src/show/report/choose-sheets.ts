/** Which sheets go into a report that must stay light. */

export interface Sheet {
  /** Generator steps done when it was made. */
  readonly step: number;
  readonly png: Uint8Array;
}

export interface SheetLimits {
  readonly most: number;
  /** Of all the PNG files together; base64 makes a third more of it. */
  readonly bytes: number;
}

/** Leaves room below 5 MB for the curves and uPlot. */
export const sheetLimits: SheetLimits = { most: 24, bytes: 3_300_000 };

/**
 * As many sheets as the limits allow, spread evenly over those given, in the order of their steps. The first and the
 * last are always there, whatever they weigh.
 */
export function chooseSheets(sheets: readonly Sheet[], { most, bytes }: SheetLimits = sheetLimits): Sheet[] {
  const sorted = sheets.toSorted((a, b) => a.step - b.step);
  for (let count = Math.min(most, sorted.length); count > 2; count--) {
    const chosen = spread(sorted, count);
    if (chosen.reduce((sum, { png }) => sum + png.length, 0) <= bytes) return chosen;
  }
  return spread(sorted, Math.min(2, sorted.length));
}

/** `count` of them, evenly chosen, the first and the last among them. */
export function spread<T>(all: readonly T[], count: number): T[] {
  if (count < 2) return all.slice(0, count);
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))]);
}
