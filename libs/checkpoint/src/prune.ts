/** Which checkpoints are worth their space, and the removal of the others. */
import { discard } from './folder.js';
import { listCheckpoints, type ListedCheckpoint } from './load.js';

/**
 * Removes all but the newest `keep` valid checkpoints, the one with the lowest score, and `saved`. One that is not
 * valid goes once it is older than all of the newest.
 */
export async function prune(dir: string, keep: number, saved: string): Promise<void> {
  for (const { name } of superfluous(await listCheckpoints(dir), keep, saved)) await discard(dir, name);
}

/** @param listed newest first. */
export function superfluous(
  listed: readonly ListedCheckpoint[],
  keep: number,
  saved: string,
): ListedCheckpoint[] {
  const valid = listed.filter((one) => 'manifest' in one);
  if (valid.length < keep) return [];
  const oldestKept = valid[keep - 1].step;
  const scored = valid.filter(({ manifest }) => manifest.score !== undefined);
  // Of equal scores the newest is the best: sorting keeps the order of equals.
  const best = scored.sort((a, b) => (a.manifest.score ?? 0) - (b.manifest.score ?? 0))[0]?.name;
  return listed.filter(({ step, name }) => step < oldestKept && name !== best && name !== saved);
}
