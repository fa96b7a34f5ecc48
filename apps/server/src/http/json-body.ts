/** Reads bodies of JSON, without keys that would reach into JavaScript's own objects. */
import type { FastifyInstance } from 'fastify';
import sjson from 'secure-json-parse';
import { fault } from '../faults.js';
import { parseJson } from './json.js';

/** @throws KantorError `server/json` */
function parseHarmless(body: Buffer): unknown {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null) return value;
  try {
    sjson.scan(value, { protoAction: 'error', constructorAction: 'error' });
    return value;
  } catch (cause) {
    throw fault('server/json', 'The JSON has the key __proto__ or constructor, which is refused.', cause);
  }
}

/** `application/json` is read; everything else is refused, but where a part of the server reads it by itself. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseHarmless(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}
