/** Starts everything in order, and ends it in order: models, HTTP, gRPC. */
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { KantorError } from '@kantor/tensor';
import { lastPort, type Config } from './config/schema.js';
import { startGrpc, type GrpcOptions, type GrpcServer } from './grpc/start.js';
import { createApp } from './http/app.js';
import { callerKey, createAuthorizer, limitOf, parseToken } from './http/auth.js';
import { observeWith } from './log-models.js';
import { createMetrics, type Metrics, type ServedNow } from './metrics.js';
import { openCatalogue, type Catalogue } from './models/catalogue.js';
import { inferencePort, repositoryPort, statisticsOf } from './models/ports.js';
import { createRates, overRate, type Rates } from './rates.js';
import { readTls, type Tls } from './tls.js';
import type { V2Deps } from './v2/deps.js';

/** Of the Open Inference Protocol, by the names that Triton gives them. */
const extensions = ['binary_tensor_data', 'model_configuration', 'model_repository', 'statistics'] as const;

export interface Running {
  /** Such as `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Undefined where gRPC is off. */
  readonly grpcPort: number | undefined;
  readonly catalogue: Catalogue;
  /** Refuses new work at once, finishes what is in hand within the grace period, and ends. */
  stop(): Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly tls: Tls | undefined;
  readonly deps: V2Deps;
  readonly metrics: Metrics;
  readonly rates: Rates;
  readonly log: FastifyBaseLogger;
}

async function listen(
  app: FastifyInstance,
  { host, port, tlsCert }: Config,
): Promise<{ address: string; port: number }> {
  await app.ready();
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice =
      code === 'EADDRINUSE' ? ' Another program listens there; choose another --port, or 0 for any.' : '';
    throw new KantorError('server/listen', `Cannot listen on ${host}:${port}: ${message}.${advice}`, {
      cause,
    });
  }
  const { port: taken } = app.server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { address: `${tlsCert === undefined ? 'http' : 'https'}://${shown}:${taken}`, port: taken };
}

function grpcOptions({ config, tls, metrics, rates }: Parts, port: number): GrpcOptions {
  const { host, bodyLimit, tokens, rateLimit } = config;
  const authorizer = createAuthorizer(tokens.map(parseToken));
  return {
    host,
    port,
    maxMessage: bodyLimit,
    tls,
    authorize(token, address) {
      const caller = authorizer(token);
      const most = limitOf(caller, rateLimit);
      const { current, ttl } = rates.count(callerKey(caller, address));
      if (current > most) throw overRate(most, Math.ceil(ttl / 1000));
    },
    onCall({ method, code, milliseconds }) {
      metrics.answered(`grpc ${method}`, code, milliseconds / 1e3);
      if (code !== 'OK') metrics.faulted(code);
    },
  };
}

const grpcAdvice = 'Name a port that is free with --grpc-port, or turn gRPC off with --no-grpc.';

/** gRPC on the port that was asked for, or on the one after HTTP's if there is one and it is free. */
async function listenGrpc(parts: Parts, httpPort: number): Promise<GrpcServer | undefined> {
  const { config, deps, log } = parts;
  if (!config.grpc) return undefined;
  const { grpcPort, port } = config;
  const wanted = grpcPort ?? (port === 0 ? 0 : httpPort + 1);
  if (wanted > lastPort) {
    log.warn(`gRPC is not served: there is no port after ${httpPort}. ${grpcAdvice}`);
    return undefined;
  }
  try {
    return await startGrpc(deps, grpcOptions(parts, wanted));
  } catch (error) {
    if (grpcPort !== undefined) throw error;
    log.warn({ err: error }, `gRPC is not served. ${grpcAdvice}`);
    return undefined;
  }
}

/** How each version fares at the moment. */
function servedNow(catalogue: Catalogue): readonly ServedNow[] {
  return catalogue.served().map((served) => ({
    statistics: statisticsOf(served),
    queue: served.queue,
    workers: served.sampler.report().open,
  }));
}

export interface Surroundings {
  readonly log: FastifyBaseLogger;
  readonly version: string;
  /** Whether somebody wants traces. */
  readonly tracing: boolean;
}

/**
 * @throws KantorError `server/config` if the certificate or its key is of no use, `server/models` without a model folder,
 * `server/listen` if a port is taken.
 */
export async function serve(config: Config, { log, version, tracing }: Surroundings): Promise<Running> {
  const tls = readTls(config);
  let accepting = (): boolean => true;
  const metrics = createMetrics();
  const rates = createRates(Date.now);
  const catalogue = await openCatalogue({ ...config, observer: observeWith(log, metrics) });
  metrics.watch(() => servedNow(catalogue));
  const deps: V2Deps = {
    inference: inferencePort({ ...config, catalogue, accepting: () => accepting() }),
    repository: repositoryPort(catalogue, config.modelControl),
    server: { name: 'kantor', version, extensions },
  };
  const { http, drain, disconnect } = await createApp({
    config,
    tls,
    catalogue,
    deps,
    metrics,
    rates,
    log,
    tracing,
  });
  accepting = drain.accepting;
  let ending: Promise<void> | undefined;
  let grpc: GrpcServer | undefined;
  const end = async (): Promise<void> => {
    await Promise.all([drain.begin(config.gracePeriod), grpc?.drain(config.gracePeriod)]);
    disconnect();
    await http.close();
    await catalogue.end();
  };
  try {
    const { address, port } = await listen(http, config);
    grpc = await listenGrpc({ config, tls, deps, metrics, rates, log }, port);
    return { address, grpcPort: grpc?.port, catalogue, stop: () => (ending ??= end()) };
  } catch (error) {
    await end();
    throw error;
  }
}
