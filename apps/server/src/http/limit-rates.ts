/** Limits how many requests a minute a token, or an address, may send. */
import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
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
  await app.register(rateLimit, {
    timeWindow: rateWindow,
    store: storeOf(rates),
    max: ({ caller }) => limitOf(caller, most),
    keyGenerator: ({ caller, ip }) => callerKey(caller, ip),
    allowList: (request) => request.url.startsWith('/v2/health/'),
    errorResponseBuilder: (_request, { max, ttl }) => overRate(max, Math.ceil(ttl / 1000)),
  });
}
