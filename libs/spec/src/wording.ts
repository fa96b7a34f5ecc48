/** How messages are worded: values as the user wrote them, lists of words, paths into model.json. */
import { nearest } from './nearest.js';

const longest = 60;

/** A value as a message shows it: words in quotes, long ones cut. */
function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

export function quote(word: string): string {
  return `'${word}'`;
}

/** `'a', 'b' or 'c'`. */
export function listOf(words: readonly string[]): string {
  const quoted = words.map(quote);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** What was expected and what came; for a word that is almost a known one, the known one. */
export function wanted(expected: string, input: unknown, words: readonly string[] = []): string {
  if (input === undefined) return `missing; expected ${expected}`;
  const near = typeof input === 'string' ? nearest(input, words) : undefined;
  return `expected ${expected}, got ${show(input)}${near ? `; did you mean ${quote(near)}?` : ''}`;
}

/** `generator.layers[3].kernel`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
