/** Finds the known word that a mistyped one most likely meant. */
import { distance } from 'fastest-levenshtein';

/** Letters that do not count: `learning_rate` is as good as `learningRate`. */
function normal(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The known word nearest to `word` by edit distance, case and punctuation aside.
 * @returns undefined if none is near: more than a third of the longer word's letters differ, and more than two.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(normal(word), normal(candidate));
    if (!best || edits < best.edits) best = { candidate, edits };
  }
  if (!best || normal(word) === '') return undefined;
  const length = Math.max(normal(word).length, normal(best.candidate).length);
  const allowed = Math.min(Math.max(2, Math.floor(length / 3)), length - 1);
  return best.edits <= allowed ? best.candidate : undefined;
}
