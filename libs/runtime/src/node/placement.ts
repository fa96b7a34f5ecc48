/** Which provider runs each operator of a model, from ONNX Runtime's own profile of one run. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TensorMap } from '@kantor/tensor';
import type { Placement, Session } from '../runtime.js';

/** One entry of a profile; nodes have the category `Node`, and their kernels' time ends in this. */
interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}
const kernelTime = '_kernel_time';

function placementOf(events: readonly ProfileEvent[]): Placement {
  const counts: Record<string, Record<string, number>> = {};
  for (const { cat, name, args } of events) {
    if (cat !== 'Node' || !name.endsWith(kernelTime) || !args?.op_name) continue;
    const { op_name: operator, provider = 'unknown' } = args;
    const short = provider.replace(/ExecutionProvider$/, '').toLowerCase();
    const own = (counts[operator] ??= {});
    own[short] = (own[short] ?? 0) + 1;
  }
  return counts;
}

/** @param open opens the model with its profile written to files of this name. */
export async function readPlacement(
  open: (profile: string) => Promise<Session>,
  feeds: TensorMap,
): Promise<Placement> {
  const folder = await mkdtemp(join(tmpdir(), 'kantor-profile-'));
  try {
    const session = await open(join(folder, 'run'));
    await session.run(feeds).finally(() => session.release()); // which writes the profile
    const [file] = await readdir(folder);
    return placementOf(JSON.parse(await readFile(join(folder, file), 'utf8')) as ProfileEvent[]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
