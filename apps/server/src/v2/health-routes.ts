/** Whether the server lives and may be sent requests, and what it is. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { V2Deps } from './deps.js';
import { jsonSchema } from './params.js';
import { serverMetadataSchema } from './schemas.js';

const tags = ['inference'];
const live = jsonSchema(z.object({ live: z.boolean() }));
const ready = jsonSchema(z.object({ ready: z.boolean() }));

export function healthRoutes(scope: FastifyInstance, { inference, server }: V2Deps): void {
  scope.get('/v2/health/live', {
    schema: { tags, summary: 'Whether the server is alive', response: { 200: live } },
    handler: () => ({ live: true }),
  });
  scope.get('/v2/health/ready', {
    schema: { tags, summary: 'Whether requests may be sent here', response: { 200: ready, 503: ready } },
    handler: (_request, reply) => {
      const isReady = inference.ready();
      return reply.status(isReady ? 200 : 503).send({ ready: isReady });
    },
  });
  for (const url of ['/v2', '/v2/']) {
    scope.get(url, {
      schema: {
        tags,
        summary: 'Name, version and extensions of the server',
        hide: url.endsWith('/'),
        response: { 200: jsonSchema(serverMetadataSchema) },
      },
      handler: () => ({ name: server.name, version: server.version, extensions: server.extensions }),
    });
  }
}
