/** Shows what a request held in an error: short, on one line, and safe in any header or log. */

const longest = 60;

/** A string between quotation marks, control characters and halves of surrogate pairs escaped. */
export function quote(text: string): string {
  return text.length > longest ? `${JSON.stringify(text.slice(0, longest))}…` : JSON.stringify(text);
}

/** `"abc" (a string)`, `an array`: never the inside of a value, which may be as deep as a request can be. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `${quote(value)} (a string)`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'undefined':
      return 'nothing';
    default:
      if (value === null) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
  }
}

/** `"a", "b"`, or `none`; of many names the first. */
export function quoteAll(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 8).map(quote).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
