/** Checkpoints of a training that did not happen: their content is a function of the step. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { floats, stream, tensor, type HostTensor } from '@kantor/tensor';
import { loadCheckpoint, type CheckpointContent } from '@kantor/checkpoint';

export function tensorsOf(step: number): Record<string, HostTensor> {
  return {
    'generator.0.kernel': floats([4, 8], stream(step, 'kernel').normal(new Float32Array(32))),
    'critic.0.bias': floats([3], stream(step, 'bias').uniform(new Float32Array(3))),
    updates: tensor('int64', [], BigInt64Array.of(BigInt(step))),
  };
}

export function contentOf(step: number, more: Partial<CheckpointContent> = {}): CheckpointContent {
  return {
    step,
    criticSteps: 5 * step,
    dataCursor: 5 * step,
    seed: 7,
    specHash: 'b4d455',
    engine: 'ort-cpu',
    threads: 1,
    tensors: tensorsOf(step),
    ...more,
  };
}

/** Gives each test an empty folder of its own, and removes it after the test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const path = mkdtempSync(join(tmpdir(), 'kantor-checkpoint-'));
    made.push(path);
    return path;
  };
}

/** The newest valid checkpoint's step, once its tensors were compared, and the reasons for those passed over. */
export async function newest(
  dir: string,
): Promise<{ step: number | undefined; skipped: [name: string, reason: string][] }> {
  const skipped: [string, string][] = [];
  const found = await loadCheckpoint(dir, { onSkipped: (...about) => skipped.push(about) });
  if (found) expect(found.tensors).toEqual(tensorsOf(found.step));
  return { step: found?.step, skipped };
}
