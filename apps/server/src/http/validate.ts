/** Checks requests with zod, and shows the same schemas as JSON schema to the description of the interface. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { fault } from '../faults.js';
import { describe, quote, quoteAll } from '../v2/quote.js';

function lineOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

/** A value, short: a list that is long or nested only by its length. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (!Array.isArray(value)) return describe(value);
  const plain = value.length <= 4 && value.every((item) => typeof item !== 'object');
  return plain ? `[${value.map(shown).join(', ')}]` : `a list of ${value.length}`;
}

function cameOf(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code === 'unrecognized_keys') return quoteAll(issue.keys);
  let at: unknown = data;
  for (const key of issue.path) at = (at as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  return shown(at);
}

/** Checks a whole. @throws KantorError `server/request` with everything that is wrong with it. */
function check<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const lines = result.error.issues
    .slice(0, 5)
    .map((issue) => `${lineOf(issue)} (got ${cameOf(issue, data)})`);
  throw fault('server/request', lines.join('; '));
}

export function validateWithZod(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema }) => (data: unknown) => {
    if (!(schema instanceof z.ZodType)) return { value: data };
    try {
      return { value: check(schema, data) };
    } catch (error) {
      return { error: error as Error };
    }
  });
  // Answers are written by hand.
  app.setSerializerCompiler(() => JSON.stringify);
}

/** A schema as the description of the interface wants it. */
export function toJsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
