/** The gRPC service on models without networks, and a client of it. */
import { startGrpc, type GrpcOptions, type GrpcServer } from '../../src/grpc/start.js';
import type { V2Deps } from '../../src/v2/deps.js';
import { connect, type GrpcClient } from './grpc-client.js';
import { createModels, type Models } from './models.js';
import { createRepository, type Repository } from './repository.js';

export interface GrpcApp {
  readonly models: Models;
  readonly repository: Repository;
  readonly deps: V2Deps;
  readonly server: GrpcServer;
  readonly client: GrpcClient;
  close(): Promise<void>;
}

export async function startGrpcApp(options: Partial<GrpcOptions> = {}, open = true): Promise<GrpcApp> {
  const models = createModels();
  const repository = createRepository(open);
  const server = { name: 'kantor', version: '0.1.0', extensions: ['model_repository'] };
  const deps = { inference: models, repository, server };
  const started = await startGrpc(deps, { host: '127.0.0.1', port: 0, maxMessage: 2 ** 20, ...options });
  const client = await connect(started.port);
  const close = async (): Promise<void> => {
    client.close();
    await started.drain(0);
  };
  return { models, repository, deps, server: started, client, close };
}
