/** Reads bodies of JSON: UTF-8 that is right, and no keys that would reach into JavaScript's own objects. */
import type { FastifyInstance } from 'fastify';
import sjson from 'secure-json-parse';
import { fault } from '../faults.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws KantorError `server/json` */
export function parseJson(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch (cause) {
    throw fault('server/json', 'The body is no UTF-8.', cause);
  }
  if (text.trim() === '') throw fault('server/json', 'The body is empty; expected JSON.');
  try {
    return sjson.parse(text, { protoAction: 'error', constructorAction: 'error' });
  } catch (cause) {
    throw fault('server/json', `The body is no JSON that is taken here: ${(cause as Error).message}`, cause);
  }
}

/** `application/json` is read; everything else is refused, but where a part of the server reads it by itself. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}
