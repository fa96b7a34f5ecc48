/** Reads compressed requests. The limit on a body holds for what it is once it is decoded, so a small bomb stays small. */
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { fault } from '../faults.js';

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
const known = Object.keys(decoders).join(', ');

/**
 * What comes out of a decoder. Its own errors tell a caller nothing, and whoever reads it directly gets those first.
 * @throws KantorError `server/request` if the body is broken.
 */
async function* decoded(decoder: Transform, encoding: string): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } catch (cause) {
    throw fault('server/request', `The body is not what its encoding '${encoding}' says.`, cause);
  }
}

export function decodeBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity' || encoding === '') return done(null, payload);
    if (!Object.hasOwn(decoders, encoding)) {
      return done(
        fault('server/media-type', `The body is encoded as '${encoding.slice(0, 40)}'; expected ${known}.`),
      );
    }
    const decoder = decoders[encoding as keyof typeof decoders]();
    decoder.on('error', () => undefined); // whoever reads is told; nobody may, where the request is refused for its type
    payload.once('error', (cause) => decoder.destroy(cause));
    payload.pipe(decoder);
    const body = Readable.from(decoded(decoder, encoding), { objectMode: false });
    body.on('error', () => undefined); // whoever read it may have given up, because it is too large
    // What was announced is the length of the encoded body, which Node has counted.
    const announced = Number(request.headers['content-length']);
    done(null, Number.isNaN(announced) ? body : Object.assign(body, { receivedEncodedLength: announced }));
  });
}
