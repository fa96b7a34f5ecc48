/** Values of any sort, as errors show what came. Shapes have a form of their own. */

/** `Set`, `Array(64)`: what it is, and how much of it. */
function kindOf(value: object): string {
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind.endsWith('Array') ? `${kind}(${(value as ArrayLike<unknown>).length})` : kind;
}

/** A list may hold itself. */
const formatItem = (item: unknown): string => (Array.isArray(item) ? kindOf(item) : formatValue(item));

/**
 * `'0.5'`, `7n`, `null`, `[4, 1]`, `Float64Array(64)`: texts in quotes, the first 60 characters of them; lists of up to 16
 * with what is in them; any other object as what it is.
 */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value) && value.length <= 16) return `[${value.map(formatItem).join(', ')}]`;
  return Object(value) === value ? kindOf(value as object) : String(value);
}
