/** Numbers as people read them, the same in every locale. */

const measure = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const count = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Three significant digits: `0.0123`, `3.41`, `1,230`. */
export function formatMeasure(value: number): string {
  return Number.isFinite(value) ? measure.format(value) : '–';
}

/** `5,210` */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? count.format(value) : '–';
}
