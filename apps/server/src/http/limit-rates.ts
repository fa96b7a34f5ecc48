/** Limits how many requests a minute a token, or an address, may send. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/schema.js';
import { fault } from '../faults.js';
import { parseToken } from './auth.js';

export async function limitRates(app: FastifyInstance, { rateLimit: most, tokens }: Config): Promise<void> {
  const own = tokens.some((token) => parseToken(token).limit !== undefined);
  if (most === 0 && !own) return;
  await app.register(rateLimit, {
    timeWindow: 60_000,
    // No limit is a large one: the plugin wants a number.
    max: ({ caller }) => caller?.limit ?? (most > 0 ? most : Number.MAX_SAFE_INTEGER),
    keyGenerator: ({ caller, ip }) => (caller ? `token ${caller.name}` : ip),
    allowList: (request) => request.url.startsWith('/v2/health/'),
    errorResponseBuilder: (_request, { max, after }) =>
      fault('server/rate-limit', `More than ${max} requests in a minute; the next is taken in ${after}.`),
  });
}
