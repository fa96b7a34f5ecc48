/** What a model is: whether it is ready, its inputs and outputs, its configuration and what it has done. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { V2Deps } from './deps.js';
import { modelConfig, platform } from './model-config.js';
import { jsonSchema, modelPaths, type ModelParams } from './params.js';
import { modelConfigSchema, modelMetadataSchema, statisticsSchema } from './schemas.js';
import { modelStatistics } from './statistics.js';

const tags = ['inference'];
const statistics = jsonSchema(statisticsSchema);
const readiness = jsonSchema(z.object({ name: z.string(), ready: z.boolean() }));

export function modelRoutes(scope: FastifyInstance, deps: V2Deps): void {
  readyRoute(scope, deps);
  metadataRoute(scope, deps);
  configRoute(scope, deps);
  statisticsRoutes(scope, deps);
}

function readyRoute(scope: FastifyInstance, { inference }: V2Deps): void {
  for (const { url, params } of modelPaths('/ready')) {
    const response = { 200: readiness, 503: readiness };
    scope.get<{ Params: ModelParams }>(url, {
      schema: { tags, summary: 'Whether a model is ready', params, response },
      handler: ({ params: { model, version } }, reply) => {
        const ready = inference.modelReady(model, version);
        return reply.status(ready ? 200 : 503).send({ name: model, ready });
      },
    });
  }
}

function metadataRoute(scope: FastifyInstance, { inference }: V2Deps): void {
  for (const { url, params } of modelPaths('')) {
    const response = { 200: jsonSchema(modelMetadataSchema) };
    scope.get<{ Params: ModelParams }>(url, {
      schema: { tags, summary: 'Inputs, outputs and versions of a model', params, response },
      handler: ({ params: { model, version } }) => {
        const { name, versions, inputs, outputs } = inference.metadata(model, version);
        return { name, versions, platform, inputs, outputs };
      },
    });
  }
}

function configRoute(scope: FastifyInstance, { inference }: V2Deps): void {
  for (const { url, params } of modelPaths('/config')) {
    scope.get<{ Params: ModelParams }>(url, {
      schema: {
        tags,
        summary: "Triton's configuration of a model",
        params,
        response: { 200: jsonSchema(modelConfigSchema) },
      },
      handler: ({ params: { model, version } }) => modelConfig(inference.metadata(model, version)),
    });
  }
}

function statisticsRoutes(scope: FastifyInstance, { inference }: V2Deps): void {
  for (const { url, params } of modelPaths('/stats')) {
    scope.get<{ Params: ModelParams }>(url, {
      schema: {
        tags,
        summary: "Triton's statistics of a model",
        params,
        response: { 200: statistics },
        refuses: ['server/not-enabled'],
      },
      handler: ({ params: { model, version } }) => modelStatistics(inference, model, version),
    });
  }
  scope.get('/v2/models/stats', {
    schema: { tags, summary: "Triton's statistics of all models", response: { 200: statistics } },
    handler: () => modelStatistics(inference),
  });
}
