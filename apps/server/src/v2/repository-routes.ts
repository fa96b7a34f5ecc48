/** Which models there are, and loading and unloading them where callers may. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bodyOf } from './body.js';
import type { V2Deps } from './deps.js';
import { fieldsOf, kinds, optional, parametersOf, type Fields } from './fields.js';
import { parseJson } from '../http/json.js';
import { requireNoOverride } from './overrides.js';
import { jsonSchema, type ModelParams } from './params.js';
import { indexRequestSchema, indexSchema, repositoryRequestSchema } from './schemas.js';

const tags = ['inference'];
const params = jsonSchema(z.object({ model: z.string().describe('The name of a model.') }));
const body = jsonSchema(repositoryRequestSchema);
const response = { 200: jsonSchema(z.object({})) };

export function repositoryRoutes(scope: FastifyInstance, { repository }: V2Deps): void {
  scope.post('/v2/repository/index', {
    schema: {
      tags,
      summary: 'All versions of all models',
      body: jsonSchema(indexRequestSchema),
      bodyOptional: true,
      response: { 200: jsonSchema(indexSchema) },
    },
    handler: (request) => {
      const fields = fieldsOfBody(bodyOf(request));
      return repository.index(optional(fields, 'ready', 'The request', kinds.flag) ?? false);
    },
  });
  scope.post<{ Params: ModelParams }>('/v2/repository/models/:model/load', {
    schema: {
      ...{ tags, summary: 'Load a model, or load it again', params, body, bodyOptional: true, response },
      refuses: ['server/forbidden', 'server/not-enabled'],
    },
    handler: async (request) => {
      requireNoOverride(Object.keys(parametersOf(fieldsOfBody(bodyOf(request)), 'The request')));
      await repository.load(request.params.model);
      return {};
    },
  });
  scope.post<{ Params: ModelParams }>('/v2/repository/models/:model/unload', {
    schema: {
      ...{ tags, summary: 'Unload a model', params, body, bodyOptional: true, response },
      refuses: ['server/forbidden'],
    },
    handler: async (request) => {
      parametersOf(fieldsOfBody(bodyOf(request)), 'The request');
      await repository.unload(request.params.model);
      return {};
    },
  });
}

/** These routes may be called without a body. */
function fieldsOfBody(body: Buffer): Fields {
  return body.length === 0 ? {} : fieldsOf(parseJson(body), 'The request');
}
