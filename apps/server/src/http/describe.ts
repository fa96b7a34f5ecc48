/** Describes the interface: OpenAPI 3.1 made from the schemas that requests are checked with, and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config/schema.js';
import { faults } from '../faults.js';
import { isOpen } from './open-routes.js';
import { errorName, errorSchema, responsesOf, type DescribedRoute } from './refusals.js';
import { toJsonSchema } from './validate.js';

const parts = ['params', 'querystring', 'body', 'headers'] as const;

function withJsonSchemas(schema: FastifySchema): FastifySchema {
  const converted = parts.flatMap((part) => {
    const own = schema[part];
    return own instanceof z.ZodType ? [[part, toJsonSchema(own)] as const] : [];
  });
  return { ...schema, ...Object.fromEntries(converted) };
}

/** The plugin calls every body required; this mark, which does not leave here, tells of those that are not. */
const optional = 'x-body-optional';

function described(route: DescribedRoute): FastifySchema {
  const { url, schema, guarded } = route;
  return {
    ...withJsonSchemas(schema),
    ...{ response: responsesOf(route) },
    ...(guarded && isOpen(url) ? { security: [] } : {}),
    ...(schema.bodyOptional ? { [optional]: true } : {}),
  };
}

interface Operation {
  readonly [optional]?: true;
  readonly requestBody?: object;
}

function withOptionalBody({ [optional]: mark, ...operation }: Operation): Operation {
  return mark ? { ...operation, requestBody: { ...operation.requestBody, required: false } } : operation;
}

/** @param description all of it, as the plugin has made it. */
function withOptionalBodies<T extends { paths?: object }>(description: T): T {
  const paths = Object.entries(description.paths ?? {}).map(([path, operations]) => {
    const written = Object.entries(operations as Readonly<Record<string, Operation>>);
    const own = written.map(([method, operation]) => [method, withOptionalBody(operation)] as const);
    return [path, Object.fromEntries(own)] as const;
  });
  return { ...description, paths: Object.fromEntries(paths) };
}

function faultList(): string {
  const rows = Object.entries(faults).map(
    ([code, { status, cure }]) => `| \`${code}\` | ${status} | ${cure} |`,
  );
  return [
    '<details><summary>An error is <code>{"error", "code", "requestId"}</code>; these are the codes</summary>',
    '',
    '| code | status | what to do |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '</details>',
  ].join('\n');
}

/** Swagger UI's page has no width of its own for phones, and a bar of another project. */
const theme = {
  title: 'Kantor: the interface',
  css: [
    {
      filename: 'kantor.css',
      content:
        '.swagger-ui .topbar { display: none } .swagger-ui .info code { padding: 0 0.2em } .swagger-ui .info :is(td, th) { padding-right: 0.75rem }',
    },
  ],
  js: [
    {
      filename: 'kantor.js',
      content:
        "const viewport = Object.assign(document.createElement('meta'), { name: 'viewport', content: 'width=device-width, initial-scale=1' });\ndocument.head.append(viewport);",
    },
  ],
};

/** Swagger UI writes styles into its elements; everything that it loads is from here. */
const policy = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'style-src': ["'self'", "'unsafe-inline'"],
};

export async function describeInterface(
  app: FastifyInstance,
  { tokens }: Pick<Config, 'tokens'>,
  version: string,
): Promise<void> {
  const guarded = tokens.length > 0;
  app.addSchema({ $id: errorName, ...toJsonSchema(errorSchema) });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kantor',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        description: `Samples of trained generators, over HTTP.\n\n${faultList()}`,
      },
      tags: [
        { name: 'samples', description: 'Images and numbers that a generator draws' },
        { name: 'models', description: 'Which generators there are' },
        { name: 'inference', description: 'The Open Inference Protocol, version 2' },
        { name: 'server', description: 'How the server fares' },
      ],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      ...(guarded ? { security: [{ token: [] }] } : {}),
    },
    transform: ({ schema = {}, url, route: { method } }) => ({
      schema: described({ url, method: String(method), schema, guarded }),
      url,
    }),
    transformObject: (made) =>
      'openapiObject' in made ? withOptionalBodies(made.openapiObject) : made.swaggerObject,
    refResolver: { buildLocalReference: ({ $id }) => $id as string },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/docs', theme, staticCSP: policy });
}
