/** The protocol's routes in the smallest application that they need: answers to errors, and bodies uncompressed. */
import { createGunzip, createInflate } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { faults, told } from '../../src/faults.js';
import type { V2Deps } from '../../src/v2/deps.js';
import { v2Routes } from '../../src/v2/routes.js';
import { createModels, type Models } from './models.js';
import { createRepository, type Repository } from './repository.js';

export interface V2App {
  readonly models: Models;
  readonly repository: Repository;
  readonly deps: V2Deps;
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  close(): Promise<void>;
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Error && 'statusCode' in error)
      return reply.status(Number(error.statusCode)).send({ error: error.message, code: 'server/request' });
    const { code, message } = told(error);
    return reply.status(faults[code].status).send({ error: message, code });
  });
}

function uncompress(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined) {
      done(null, payload);
      return;
    }
    const stream = encoding === 'gzip' ? createGunzip() : createInflate();
    const receivedEncodedLength = Number(request.headers['content-length']);
    done(null, Object.assign(payload.pipe(stream), { receivedEncodedLength }));
  });
}

export async function startV2App({ open = true, bodyLimit = 8 * 1024 * 1024 } = {}): Promise<V2App> {
  const models = createModels();
  const repository = createRepository(open);
  const server = { name: 'kantor', version: '0.1.0', extensions: ['model_repository', 'binary_tensor_data'] };
  const deps = { inference: models, repository, server };
  const app = fastify({ bodyLimit });
  answerErrors(app);
  uncompress(app);
  v2Routes(app, deps);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { models, repository, deps, address, close: () => app.close() };
}
