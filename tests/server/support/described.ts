/** The description of the interface as a server gives it, and real answers held against it. */
import { expect } from 'vitest';
import { issuesOf } from '../../../apps/server/test/support/json-schema.js';
import { ask, jsonOf, type Answer } from './ask.js';

type Schema = { readonly [key: string]: unknown };
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly description?: string;
  readonly schema: Schema;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface Description {
  readonly openapi: string;
  readonly info: { readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly security?: readonly object[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export async function descriptionOf(server: { readonly url: string }): Promise<Description> {
  return jsonOf(await ask(server, '/openapi.json')) as Description;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function routesOf({ paths }: Description): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      return { method: method.toUpperCase(), path, operation };
    }),
  );
}

/** With what it refers to in it, and without room for fields that it does not name. */
function closed(value: unknown, { schemas }: Description['components']): unknown {
  if (Array.isArray(value)) return value.map((item) => closed(item, { schemas }));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...schema } = value as Schema;
  if (typeof $ref === 'string') {
    const [, name = ''] = /^#\/components\/schemas\/(.*)$/.exec($ref) ?? [];
    return closed(schemas[name], { schemas });
  }
  const within = Object.entries(schema).map(([key, inner]) => [key, closed(inner, { schemas })] as const);
  const open = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(within), ...(open ? { additionalProperties: false } : {}) };
}

/** Holds an answer against what is said of its status itself: not of all others. */
export function expectDescribed(
  { components }: Description,
  { operation, method, path }: Route,
  { status, headers, text }: Answer,
): void {
  const what = `${method} ${path}: ${status} ${text.slice(0, 200)}`;
  const response = operation.responses[status];
  expect(response, what).toBeDefined();
  if (response.content === undefined) return expect(text, what).toBe('');
  const type = String(headers['content-type']).split(';')[0];
  expect(Object.keys(response.content), what).toContain(type);
  if (type !== 'application/json') return expect(text, what).not.toBe('');
  const schema = closed(response.content[type].schema, components) as Schema;
  expect(issuesOf(schema, JSON.parse(text)), what).toEqual([]);
}
