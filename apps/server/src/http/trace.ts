/** A span for each request over HTTP. */
import type { FastifyInstance } from 'fastify';
import { endSpan, startSpan } from '../spans.js';

export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    startSpan(request, {
      name: `${request.method} ${route}`,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'kantor.request_id': request.id,
      },
      carrier: request.headers,
    });
    done();
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    endSpan(request, { 'http.response.status_code': statusCode }, statusCode >= 500);
    done();
  });
}
