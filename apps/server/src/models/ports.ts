/** What the protocols are given: the models of a catalogue behind the ports that REST and gRPC speak to. */
import type { Config } from '../config/schema.js';
import { faultOf } from '../fault-of.js';
import { fault } from '../faults.js';
import type { InferencePort, ModelMetadata, ModelStatistics, RepositoryPort } from '../inference.js';
import type { ServedVersion } from './served.js';
import type { Catalogue } from './catalogue.js';
import { withDeadline } from './deadline.js';
import { bucketsUpTo } from './load.js';
import { requireCount } from './require-count.js';
import { metadataOf, outputsOf, readInputs } from './tensors.js';

export interface PortSettings extends Pick<Config, 'timeout' | 'maxCount' | 'maxBatch' | 'maxQueueDelay'> {
  readonly catalogue: Catalogue;
  /** Whether the server takes requests: not before its start, nor after it was told to stop. */
  readonly accepting: () => boolean;
}

/** What a version has done since the server began. */
export function statisticsOf({ model, version, tallies }: ServedVersion): ModelStatistics {
  return { name: model, version, ...tallies.read() };
}

function describe(
  { catalogue, maxBatch, maxQueueDelay }: PortSettings,
  served: ServedVersion,
): ModelMetadata {
  const { model, version, workers, sampler } = served;
  const { device, info } = sampler;
  return {
    batching: { most: maxBatch, buckets: bucketsUpTo(maxBatch), delay: maxQueueDelay },
    instances: { count: workers, kind: device === 'cuda' || device === 'webgpu' ? 'gpu' : 'cpu' },
    ...metadataOf(model, version, catalogue.versions(model), info),
  };
}

export function inferencePort(settings: PortSettings): InferencePort {
  const { catalogue, timeout, maxCount, accepting } = settings;
  return {
    ready: () => accepting() && catalogue.ready(),
    modelReady(model, version) {
      try {
        return catalogue.find(model, version).ready() && accepting();
      } catch (error) {
        if (faultOf(error).code === 'server/not-ready') return false;
        throw error;
      }
    },
    metadata: (model, version) => describe(settings, catalogue.find(model, version)),
    statistics(model, version) {
      if (model === undefined) return catalogue.served().map(statisticsOf);
      const versions = version === undefined ? catalogue.versions(model) : [version];
      return versions.map((one) => statisticsOf(catalogue.find(model, one)));
    },
    async infer({ model, version, inputs, priority, timeout: own = timeout, signal }) {
      const served = catalogue.find(model, version);
      const { info } = served.sampler;
      const { latents, labels } = readInputs(inputs, info);
      const count = requireCount(latents.shape[0], maxCount);
      const batch = await withDeadline(Math.min(own, timeout), signal, (until) =>
        served.draw(count, (sampler) => sampler.sample({ latents, labels, priority, signal: until })),
      );
      const outputs = outputsOf(info, batch);
      return { model, version: served.version, hash: served.hash, outputs, timing: batch.timing };
    },
  };
}

/** @param allowed whether callers may load and unload. */
export function repositoryPort(catalogue: Catalogue, allowed: boolean): RepositoryPort {
  const requireAllowed = (): void => {
    if (allowed) return;
    throw fault(
      'server/forbidden',
      'Callers may not load and unload models here; start the server with --model-control.',
    );
  };
  return {
    index: (ready) => catalogue.index().filter(({ state }) => !ready || state === 'READY'),
    async load(model) {
      requireAllowed();
      await catalogue.load(model);
    },
    async unload(model) {
      requireAllowed();
      await catalogue.unload(model);
    },
  };
}
