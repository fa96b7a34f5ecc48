/** Describes the interface: OpenAPI 3.1 made from the schemas that requests are checked with, and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config/schema.js';
import { faults } from '../faults.js';
import { toJsonSchema } from './validate.js';

const parts = ['params', 'querystring', 'body', 'headers'] as const;

function withJsonSchemas(schema: FastifySchema): FastifySchema {
  const converted = parts.flatMap((part) => {
    const own = schema[part];
    return own instanceof z.ZodType ? [[part, toJsonSchema(own)] as const] : [];
  });
  return { ...schema, ...Object.fromEntries(converted) };
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
      ...(tokens.length > 0 ? { security: [{ token: [] }] } : {}),
    },
    transform: ({ schema, url }) => ({ schema: withJsonSchemas(schema ?? {}), url }),
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(swaggerUi, { routePrefix: '/docs', theme, staticCSP: policy });
}
