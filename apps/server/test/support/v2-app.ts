/** The protocol's routes in the smallest application that they need: answers to errors, and bodies uncompressed. */
import fastify from 'fastify';
import { decodeBodies } from '../../src/http/decode.js';
import { answerErrors } from '../../src/http/errors.js';
import type { V2Deps } from '../../src/v2/deps.js';
import { v2Routes } from '../../src/v2/routes.js';
import { createModels, type Models } from './models.js';
import { createRepository, type Repository } from './repository.js';

type Answer = readonly [status: number, body: unknown];

export interface V2App {
  readonly models: Models;
  readonly repository: Repository;
  readonly deps: V2Deps;
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** The status, and the JSON that came. */
  get(path: string): Promise<Answer>;
  /** Sends text and bytes as they are, and anything else as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

export async function startV2App({ open = true, bodyLimit = 8 * 1024 * 1024 } = {}): Promise<V2App> {
  const models = createModels();
  const repository = createRepository(open);
  const server = { name: 'kantor', version: '0.1.0', extensions: ['model_repository', 'binary_tensor_data'] };
  const deps = { inference: models, repository, server };
  const app = fastify({ bodyLimit });
  answerErrors(app, () => undefined);
  decodeBodies(app);
  v2Routes(app, deps);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(address + path, init);
    return [response.status, await response.json()];
  };
  return {
    models,
    repository,
    deps,
    address,
    get: (path) => ask(path, {}),
    post(path, body, headers = {}) {
      const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      // fetch calls text text/plain, and bytes nothing.
      return ask(path, { method: 'POST', body: new Uint8Array(Buffer.from(sent)), headers });
    },
    close: () => app.close(),
  };
}
