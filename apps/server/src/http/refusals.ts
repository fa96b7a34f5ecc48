/**
 * What routes answer instead of what they were asked for, by status, for the description of the interface. Most of it
 * follows from what a route is; what does not, the route says by `refuses`.
 */
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { faults, type FaultCode } from '../faults.js';
import { contentOf } from './content.js';
import { watches } from './drain.js';
import type { ErrorBody } from './errors.js';
import { isOpen } from './open-routes.js';

export const errorSchema = z
  .object({
    error: z.string().describe('For people: what came, what was expected, what to do'),
    code: z.enum(Object.keys(faults) as FaultCode[]).describe('For programs: it stays'),
    requestId: z.string().describe('Under which the log has it'),
  })
  .describe('The form of all errors') satisfies z.ZodType<ErrorBody>;

/** Under which the description has the schema, and how others refer to it. */
export const errorName = 'Error';
const reference = { $ref: `${errorName}#` };

/** What running a model may end with, over every protocol. */
export const refusedRuns = [
  'server/not-finite',
  'server/model-failed',
  'server/queue-full',
  'server/worker-lost',
  'server/deadline',
] as const satisfies readonly FaultCode[];

export interface DescribedRoute {
  readonly url: string;
  readonly method: string;
  readonly schema: FastifySchema;
  /** Whether callers need tokens. */
  readonly guarded: boolean;
}

/** All codes that callers of a route are to expect; not those of what never becomes a whole request. */
function codesOf({ url, method, schema, guarded }: DescribedRoute): readonly FaultCode[] {
  const { params, querystring, body, refuses = [] } = schema;
  const byPart: readonly (readonly [boolean, readonly FaultCode[]])[] = [
    [[params, querystring, body].some((part) => part !== undefined), ['server/request']],
    [method === 'POST', ['server/json', 'server/too-large', 'server/media-type']],
    [guarded && !isOpen(url), ['server/unauthorized']],
    [url.includes('/:model'), ['server/not-found']],
    [!isOpen(url), ['server/rate-limit']],
    [!watches(url), ['server/not-ready']],
  ];
  const usual = byPart.flatMap(([applies, codes]) => (applies ? codes : []));
  return [...usual, 'server/internal', ...refuses];
}

const retryAfter = {
  'Retry-After': { type: 'integer', minimum: 0, description: 'Seconds to wait; not with every error' },
};

/** An error, or what the route itself answers with this status. */
function refusal(status: number, codes: readonly FaultCode[], own: object | undefined): object {
  const schema = own === undefined ? reference : { anyOf: [own, reference] };
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...([429, 503].includes(status) ? { headers: retryAfter } : {}),
    ...contentOf({ 'application/json': schema }),
  };
}

/** All answers of a route: its own, and what it refuses. */
export function responsesOf(route: DescribedRoute): object {
  const own = (route.schema.response ?? {}) as Readonly<Record<string, object>>;
  const codes = codesOf(route);
  const refusals = [...new Set(codes.map((code) => faults[code].status))].map((status) => {
    const meant = codes.filter((code) => faults[code].status === status);
    return [status, refusal(status, meant, own[status])] as const;
  });
  const rest = { description: 'Any other error', ...contentOf({ 'application/json': reference }) };
  return { ...own, ...Object.fromEntries(refusals), default: rest };
}

declare module 'fastify' {
  interface FastifySchema {
    /** Codes of errors that do not follow from what the route is. */
    readonly refuses?: readonly FaultCode[];
    /** Whether a request may do without the body that is described. */
    readonly bodyOptional?: boolean;
  }
}
