/** The status page and its parts, read once. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { pagePolicy } from './secure-headers.js';

const folder = new URL('../../pages/', import.meta.url);

const files = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/status.css', name: 'status.css', type: 'text/css; charset=utf-8' },
  { path: '/status.js', name: 'status.js', type: 'text/javascript; charset=utf-8' },
];

/** @param secure whether the server speaks TLS: browsers then ask for everything by TLS. */
export function pageRoutes(app: FastifyInstance, secure: boolean): void {
  const upgradeInsecureRequests = secure ? [] : null;
  // Samples that need a token are fetched by the page's script, and shown from its memory.
  const policy = pagePolicy({
    imgSrc: ["'self'", 'data:', 'blob:'],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    upgradeInsecureRequests,
  });
  for (const { path, name, type } of files) {
    const content = readFileSync(new URL(name, folder));
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.headers(policy).type(type).send(content),
    );
  }
}
