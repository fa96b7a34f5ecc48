/** A span for each request, and one for each part of its way: queue, compute, encode. Without a tracer it costs nothing. */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Timing } from '../inference.js';

const tracer = trace.getTracer('kantor-server');
const spans = new WeakMap<FastifyRequest, Span>();

export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const parent = propagation.extract(context.active(), request.headers);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'kantor.request_id': request.id,
    };
    spans.set(
      request,
      tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent),
    );
    done();
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

/** The parts of an answer that has just been made, one after the other until now. */
export function tracePhases(
  request: FastifyRequest,
  { queue, compute, buckets, encode = 0 }: Timing & { readonly encode?: number },
): void {
  const span = spans.get(request);
  if (!span?.isRecording()) return;
  span.setAttribute('kantor.batch', [...buckets]);
  const parent = trace.setSpan(context.active(), span);
  let start = Date.now() - queue - compute - encode;
  for (const [name, duration] of Object.entries({ queue, compute, encode })) {
    const part = tracer.startSpan(name, { startTime: start }, parent);
    start += duration;
    part.end(start);
  }
}
