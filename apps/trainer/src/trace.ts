/**
 * Writes the first steps of a run to files, so that anyone can replay them elsewhere: each program run becomes one
 * safetensors file with `feed/…`, `before/…`, `after/…` and `output/…` tensors. docs/trace.md describes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TensorMap } from '@kantor/tensor';
import { encodeSafetensors } from '@kantor/checkpoint';
import type { Loaded } from '@kantor/engine';

function prefixed(prefix: string, tensors: TensorMap): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${prefix}/${name}`, value]));
}

/**
 * Traces the first `count` runs of `criticStep` and of `generatorStep` into `folder`.
 * Files are numbered in the order of the runs: `000-criticStep.safetensors`, …
 */
export function traceSteps(loaded: Loaded, folder: string, count: number): Loaded {
  const traced = new Map<string, number>();
  let file = 0;

  const wants = (program: string): boolean => {
    const before = traced.get(program) ?? 0;
    if (!program.endsWith('Step') || before >= count) return false;
    traced.set(program, before + 1);
    return true;
  };
  return {
    ...loaded,
    async run(program, feeds) {
      if (!wants(program)) return loaded.run(program, feeds);
      const before = await loaded.read();
      const outputs = await loaded.run(program, feeds);
      const tensors = {
        ...prefixed('feed', feeds),
        ...prefixed('before', before),
        ...prefixed('after', await loaded.read()),
        ...prefixed('output', outputs),
      };
      mkdirSync(folder, { recursive: true });
      const name = `${String(file++).padStart(3, '0')}-${program}.safetensors`;
      writeFileSync(join(folder, name), encodeSafetensors(tensors, { program }));
      return outputs;
    },
  };
}
