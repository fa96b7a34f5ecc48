/** The methods of the service, by name: what each asks of the models and the repository. */
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { V2Deps } from '../v2/deps.js';
import { modelConfig, platform } from '../v2/model-config.js';
import { requireNoOverride } from '../v2/overrides.js';
import { modelStatistics } from '../v2/statistics.js';
import { unary, type Caller, type Gate } from './call.js';
import { infer, inferStream } from './infer.js';
import type { ModelRequest, RepositoryIndexRequest, RepositoryModelRequest } from './messages.js';

/** The empty text, which stands for a field that was not sent, as what it stands for. */
function given(text: string): string | undefined {
  return text === '' ? undefined : text;
}

export function createService(deps: V2Deps, gate: Gate): UntypedServiceImplementation {
  const { inference } = deps;
  return {
    ...serverMethods(deps, gate),
    ...modelMethods(deps, gate),
    ...repositoryMethods(deps, gate),
    ModelInfer: unary(gate, 'ModelInfer', (bytes: Buffer, caller: Caller) => infer(inference, bytes, caller)),
    ModelStreamInfer: inferStream(gate, inference),
  };
}

function serverMethods({ inference, server }: V2Deps, gate: Gate): UntypedServiceImplementation {
  return {
    ServerLive: unary(gate, 'ServerLive', () => ({ live: true })),
    ServerReady: unary(gate, 'ServerReady', () => ({ ready: inference.ready() })),
    ServerMetadata: unary(gate, 'ServerMetadata', () => server),
  };
}

function modelMethods({ inference }: V2Deps, gate: Gate): UntypedServiceImplementation {
  return {
    ModelReady: unary(gate, 'ModelReady', ({ name, version }: ModelRequest) => ({
      ready: inference.modelReady(name, given(version)),
    })),
    ModelMetadata: unary(gate, 'ModelMetadata', (request: ModelRequest) => {
      const { name, versions, inputs, outputs } = inference.metadata(request.name, given(request.version));
      return { name, versions, platform, inputs, outputs };
    }),
    ModelConfig: unary(gate, 'ModelConfig', ({ name, version }: ModelRequest) => ({
      config: modelConfig(inference.metadata(name, given(version))),
    })),
    ModelStatistics: unary(gate, 'ModelStatistics', ({ name, version }: ModelRequest) =>
      modelStatistics(inference, given(name), given(version)),
    ),
  };
}

function repositoryMethods({ repository }: V2Deps, gate: Gate): UntypedServiceImplementation {
  return {
    RepositoryIndex: unary(gate, 'RepositoryIndex', ({ ready }: RepositoryIndexRequest) => ({
      models: repository.index(ready),
    })),
    RepositoryModelLoad: unary(gate, 'RepositoryModelLoad', async (request: RepositoryModelRequest) => {
      requireNoOverride(Object.keys(request.parameters));
      await repository.load(request.model_name);
      return {};
    }),
    RepositoryModelUnload: unary(gate, 'RepositoryModelUnload', async (request: RepositoryModelRequest) => {
      await repository.unload(request.model_name);
      return {};
    }),
  };
}
