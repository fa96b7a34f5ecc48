/** The gRPC service on models without networks, and a client of it. */
import { afterEach, expect, vi } from 'vitest';
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

/** Starts services that are closed when their test ends. */
export function useGrpcApps(): typeof startGrpcApp {
  const running: GrpcApp[] = [];
  afterEach(async () => {
    for (const app of running.splice(0)) await app.close();
  });
  return async (...args) => {
    const app = await startGrpcApp(...args);
    running.push(app);
    return app;
  };
}

export const requestTo = (model_name: string, contents: object = { fp32_contents: [1, 2, 3, 4] }) => ({
  model_name,
  inputs: [{ name: 'latents', datatype: 'FP32', shape: [1, 4], contents }],
});

/** The signal of the first call, once it has come. */
export async function begun({ models }: GrpcApp): Promise<AbortSignal> {
  await vi.waitFor(() => expect(models.calls).not.toHaveLength(0));
  const { signal } = models.calls[0];
  if (!signal) throw new Error('no signal');
  return signal;
}
