/** Numbers as people read them: counts, measures, spans of time. The same in every locale. */

/** `5210.4` as `5,210`; what is not finite as its name. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : String(value);
}

/** Three significant digits, `3.41`, `0.0123`, `-184`, `1.2e-7`; what is not finite as its name. */
export function formatMeasure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6) return trimZeros(value.toExponential(2));
  if (size >= 999.5) return formatCount(value);
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(size * 1.0005))));
}

/** A span of seconds as its two largest units: `8s`, `1m 32s`, `3h 05m`, `2d 04h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function trimZeros(exponential: string): string {
  return exponential.replace(/\.?0+e/, 'e').replace('e+', 'e');
}
