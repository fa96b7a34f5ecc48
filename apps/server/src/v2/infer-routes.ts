/** Tensors in, tensors out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InferencePort } from '../inference.js';
import { bodyOf } from './body.js';
import { bytes, contentOf } from '../http/content.js';
import { departureOf } from '../http/departure.js';
import { refusedRuns } from '../http/refusals.js';
import { tracePhases } from '../spans.js';
import type { V2Deps } from './deps.js';
import { jsonSchema, modelPaths, type ModelParams } from './params.js';
import { parseInferRequest } from './request.js';
import { requireJsonSize, writeInferResponse } from './response.js';
import { inferRequestSchema, inferResponseSchema } from './schemas.js';

const body = contentOf({
  'application/json': jsonSchema(inferRequestSchema),
  'application/octet-stream': bytes,
});

type InferHttpRequest = FastifyRequest<{ Params: ModelParams }>;

/** How many bytes at the start of a body are JSON, in requests and answers. */
const jsonLengthHeader = 'inference-header-content-length';

const answer = {
  description: 'The outputs: bytes if one of them was asked for as binary data, else JSON',
  headers: {
    'Inference-Header-Content-Length': {
      type: 'integer',
      minimum: 1,
      description: 'How many of the bytes are JSON; missing where all are',
    },
  },
  ...contentOf({ 'application/json': jsonSchema(inferResponseSchema), 'application/octet-stream': bytes }),
};

export function inferRoutes(scope: FastifyInstance, { inference }: V2Deps): void {
  for (const { url, params } of modelPaths('/infer')) {
    scope.post<{ Params: ModelParams }>(url, {
      schema: {
        tags: ['inference'],
        summary: 'Run a model on tensors',
        description:
          'JSON, or JSON and binary data behind it, little-endian: then Inference-Header-Content-Length says how ' +
          'many bytes are JSON. The answer has that header too if an output was asked for as binary data.',
        params,
        body,
        response: { 200: answer },
        refuses: ['server/tensor', 'server/not-enabled', ...refusedRuns],
      },
      handler: (request, reply) => infer(inference, request, reply),
    });
  }
}

async function infer(
  inference: InferencePort,
  request: InferHttpRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { model, version } = request.params;
  const header = request.headers[jsonLengthHeader];
  const metadata = inference.metadata(model, version);
  const parsed = parseInferRequest(bodyOf(request), Array.isArray(header) ? header.join() : header, metadata);
  requireJsonSize(parsed, metadata);
  const { inputs, priority, timeout } = parsed;
  const signal = departureOf(reply);
  const inferred = await inference.infer({ model, version, inputs, priority, timeout, signal });
  const start = performance.now();
  const { body, length, jsonLength } = await writeInferResponse(parsed, inferred);
  tracePhases(request, { encode: performance.now() - start, ...inferred.timing });
  void reply.header('content-length', length);
  if (jsonLength === undefined) return reply.type('application/json; charset=utf-8').send(body);
  return reply.type('application/octet-stream').header(jsonLengthHeader, jsonLength).send(body);
}
