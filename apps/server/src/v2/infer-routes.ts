/** Tensors in, tensors out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InferencePort } from '../inference.js';
import { bodyOf } from './body.js';
import { departureOf } from '../http/departure.js';
import { tracePhases } from '../spans.js';
import type { V2Deps } from './deps.js';
import { jsonSchema, modelPaths, type ModelParams } from './params.js';
import { parseInferRequest } from './request.js';
import { requireJsonSize, writeInferResponse } from './response.js';
import { errorSchema, inferRequestSchema, inferResponseSchema } from './schemas.js';

type InferHttpRequest = FastifyRequest<{ Params: ModelParams }>;

/** How many bytes at the start of a body are JSON, in requests and answers. */
const jsonLengthHeader = 'inference-header-content-length';

export function inferRoutes(scope: FastifyInstance, { inference }: V2Deps): void {
  const error = jsonSchema(errorSchema);
  for (const { url, params } of modelPaths('/infer')) {
    scope.post<{ Params: ModelParams }>(url, {
      schema: {
        tags: ['inference'],
        summary: 'Run a model on tensors',
        description:
          'JSON, or JSON and binary data behind it, little-endian: then Inference-Header-Content-Length says how ' +
          'many bytes are JSON. The answer has that header too if an output was asked for as binary data.',
        params,
        body: jsonSchema(inferRequestSchema),
        response: { 200: jsonSchema(inferResponseSchema), 400: error, 404: error, 503: error, 504: error },
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
