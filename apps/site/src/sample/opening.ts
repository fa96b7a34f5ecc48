/** Opens generators, the last one asked for; one that is refused leaves the one before as it is. */
import {
  describeProgress,
  requirePictures,
  type Load,
  type Source,
  type WebDevice,
  type WebSampler,
} from './model.js';

export interface Opened {
  readonly source: Source;
  readonly sampler: WebSampler;
}

export interface Opening {
  readonly current: Opened | undefined;
  /** Resolves with what is open then; undefined if another was asked for meanwhile. Rejects if it is refused. */
  open(source: Source, device: WebDevice | 'auto'): Promise<Opened | undefined>;
}

export function createOpening(load: Load, say: (text: string) => void): Opening {
  let current: Opened | undefined;
  let loading = new AbortController();
  return {
    get current() {
      return current;
    },
    async open(source, device) {
      loading.abort();
      loading = new AbortController();
      const { signal } = loading;
      try {
        const onProgress = (progress: Parameters<typeof describeProgress>[0]) =>
          say(describeProgress(progress));
        const sampler = await load(source.file, { device, onProgress, signal });
        try {
          requirePictures(sampler);
          signal.throwIfAborted();
        } catch (error) {
          await sampler.dispose();
          throw error;
        }
        await current?.sampler.dispose();
        current = { source, sampler };
        return current;
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  };
}
