/** Limits how many requests a minute a token, or an address, may send. */
import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config/schema.js';
import { overRate, rateWindow, type Rates } from '../rates.js';
import { callerKey, limitOf, parseToken } from './auth.js';

/** The plugin makes its store by itself, and one for each route. */
function storeOf(rates: Rates): new () => FastifyRateLimitStore {
  return class {
    incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1]): void {
      done(null, rates.count(key));
    }
    child(): FastifyRateLimitStore {
      return this;
    }
  };
}

export async function limitRates(
  app: FastifyInstance,
  { rateLimit: most, tokens }: Pick<Config, 'rateLimit' | 'tokens'>,
  rates: Rates,
): Promise<void> {
  const own = tokens.some((token) => parseToken(token).limit !== undefined);
  if (most === 0 && !own) return;
  const limitFor = ({ caller }: FastifyRequest): number => limitOf(caller, most);
  await app.register(rateLimit, {
    global: false,
    timeWindow: rateWindow,
    store: storeOf(rates),
    max: limitFor,
    keyGenerator: ({ caller, ip }) => callerKey(caller, ip),
    // The route, not the address: what only begins like health is counted.
    allowList: (request) =>
      request.routeOptions.url?.startsWith('/v2/health/') === true || limitFor(request) === Infinity,
    errorResponseBuilder: (_request, { max, ttl }) => overRate(max, Math.ceil(ttl / 1000)),
  });
  // The plugin by itself looks at routes alone, and lets through what no route answers.
  app.addHook('onRequest', app.rateLimit());
}
