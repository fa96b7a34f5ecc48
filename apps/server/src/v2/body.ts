/** Bodies of the protocol's requests: bytes, whatever the client says they are, as long as it may be right. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { wrongMediaType } from '../http/media-type.js';

/** tritonclient names no type at all; `curl --data` calls everything a form. */
const taken = ['application/json', 'application/octet-stream', 'application/x-www-form-urlencoded'];

/**
 * Makes each body of this scope a Buffer, within the application's `bodyLimit`. Content-Encoding has been undone by then.
 */
export function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<Buffer>(taken, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  scope.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.headers['content-type'] === undefined) done(null, body);
    else done(wrongMediaType(request));
  });
}

/** Empty if there is none. */
export function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
