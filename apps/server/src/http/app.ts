/** The server's HTTP side: what every request goes through, and the routes. */
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
} from 'fastify';
import type { Config } from '../config/schema.js';
import type { Metrics } from '../metrics.js';
import type { Catalogue } from '../models/catalogue.js';
import type { Rates } from '../rates.js';
import { createMemory } from '../samples/memory.js';
import { samplesRoutes } from '../samples/routes.js';
import type { Tls } from '../tls.js';
import type { V2Deps } from '../v2/deps.js';
import { v2Routes } from '../v2/routes.js';
import { limitArrival } from './arrival.js';
import { bearerOf, createAuthorizer, parseToken } from './auth.js';
import { answerBrokenRequest } from './broken-request.js';
import { watchConnections } from './connections.js';
import { contentOf, text } from './content.js';
import { decodeBodies } from './decode.js';
import { createDrain, type Drain } from './drain.js';
import { describeInterface } from './describe.js';
import { answerErrors, sendFault } from './errors.js';
import { readJsonBodies } from './json-body.js';
import { limitRates } from './limit-rates.js';
import { modelRoutes } from './model-routes.js';
import { isOpen } from './open-routes.js';
import { watchEnds } from './over.js';
import { pageRoutes } from './pages.js';
import { secureHeaders } from './secure-headers.js';
import { traceRequests } from './trace.js';
import { validateWithZod } from './validate.js';
import { mostHeaders, requireWellFormed } from './well-formed.js';

export interface AppDependencies {
  readonly config: Config;
  /** Undefined for HTTP without it. */
  readonly tls: Tls | undefined;
  readonly catalogue: Catalogue;
  readonly deps: V2Deps;
  readonly metrics: Metrics;
  readonly rates: Rates;
  readonly log: FastifyBaseLogger;
  /** Whether somebody wants traces. */
  readonly tracing: boolean;
}

/** Any version of HTTP, with or without TLS: handlers need not know. */
function serverOptions({ http2, ...config }: Config, tls: Tls | undefined): FastifyServerOptions {
  const { bodyLimit, requestTimeout, keepAliveTimeout, headersTimeout } = config;
  // Slow clients are looked for every second, and headers may not fill the memory. Who names no host is refused later.
  const node = {
    ...{ headersTimeout, connectionsCheckingInterval: 1000 },
    ...{ maxHeaderSize: mostHeaders, requireHostHeader: false },
  };
  const transport = tls ? { http2, https: { ...node, ...tls, allowHTTP1: true } } : { http: node };
  return { ...transport, bodyLimit, requestTimeout, keepAliveTimeout };
}

/** Ids that callers give are kept if they are harmless in a log. */
function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

function authorize(app: FastifyInstance, tokens: readonly string[]): void {
  app.decorateRequest('caller', undefined);
  if (tokens.length === 0) return;
  const authorizer = createAuthorizer(tokens.map(parseToken));
  app.addHook('onRequest', (request, reply, done) => {
    if (isOpen(request.routeOptions.url)) return done();
    try {
      request.caller = authorizer(bearerOf(request.headers.authorization));
      done();
    } catch (error) {
      void reply.header('WWW-Authenticate', 'Bearer');
      done(error as Error);
    }
  });
}

/** What every answer carries. */
function dressAnswers(app: FastifyInstance, tls: Tls | undefined): void {
  const headers = secureHeaders(tls !== undefined);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
}

function observe(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1e3);
    done();
  });
  const response = { 200: { description: 'The numbers', ...contentOf({ 'text/plain': text }) } };
  app.get(
    '/metrics',
    { schema: { tags: ['server'], summary: 'Numbers for Prometheus', response } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
}

export interface App {
  readonly http: FastifyInstance;
  readonly drain: Drain;
  /** Ends all connections, whatever goes on in them. */
  readonly disconnect: () => void;
}

/** What scripts of other origins may read of an answer. */
const ofKantor = ['Model', 'Model-Version', 'Model-Hash', 'Device', 'Seed', 'Shape', 'Dtype', 'Batch'];
const exposedHeaders = [
  ...['Content-Location', 'ETag', 'Retry-After', 'Server-Timing', 'X-Request-Id'],
  'Inference-Header-Content-Length',
  ...ofKantor.map((name) => `Kantor-${name}`),
];

export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { config, tls, catalogue, metrics, log, tracing } = dependencies;
  const app = fastify({
    ...serverOptions(config, tls),
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    routerOptions: { maxParamLength: 256 },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, metrics.faulted),
    frameworkErrors: (error, request, reply) => sendFault(error, request, reply, metrics.faulted),
  }) as FastifyInstance;
  app.server.maxConnections = config.maxConnections;
  const disconnect = watchConnections(app);
  validateWithZod(app);
  readJsonBodies(app);
  answerErrors(app, metrics.faulted);
  dressAnswers(app, tls);
  requireWellFormed(app);
  if (config.cors.length > 0) {
    const origin = config.cors.includes('*') ? '*' : [...config.cors];
    // A preflight that is none is answered as a request: the plugin would refuse it in a form of its own.
    await app.register(cors, { origin, exposedHeaders, strictPreflight: false });
  }
  if (tracing) traceRequests(app);
  limitArrival(app, config.requestTimeout);
  watchEnds(app);
  const drain = createDrain(app);
  authorize(app, config.tokens);
  await limitRates(app, config, dependencies.rates);
  decodeBodies(app);
  await describeInterface(app, config, dependencies.deps.server.version);
  observe(app, metrics);
  await app.register((routes, _options, done) => {
    modelRoutes(routes, catalogue);
    samplesRoutes(routes, { ...config, catalogue, memory: createMemory(), encoded: metrics.encoded });
    v2Routes(routes, dependencies.deps);
    pageRoutes(routes, tls !== undefined);
    done();
  });
  return { http: app, drain, disconnect };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the request has; undefined where nobody needs one. */
    caller: ReturnType<ReturnType<typeof createAuthorizer>>;
  }
}
