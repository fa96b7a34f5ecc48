/** Loads samplers that are disposed after each test. Workers run compiled sources. */
import type { ByDType } from '@kantor/sampler';
import { Sampler, type NodeLoadOptions, type Source } from '@kantor/sampler/node';
import { afterEach } from 'vitest';

export const workerUrl = new URL('../../../libs/sampler/dist/node/worker.js', import.meta.url);

export const childUrl = new URL('../../../libs/sampler/dist/node/child.js', import.meta.url);

/** One worker of one thread on the processor, unless the test says otherwise. */
export const onCpu = { device: 'cpu', threads: 1, workerUrl } as const satisfies NodeLoadOptions;

/** The same in a process of its own. */
export const inProcess = { isolation: 'process', workerUrl: childUrl } as const satisfies NodeLoadOptions;

/** Loads as users do; the test's end disposes. */
export function useLoad(): (source: Source | ByDType<Source>, options?: NodeLoadOptions) => Promise<Sampler> {
  const open: Sampler[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((sampler) => sampler.dispose()));
  });
  return async (source, options = {}) => {
    const sampler = await Sampler.load(source, { ...onCpu, ...options });
    open.push(sampler);
    return sampler;
  };
}
