/** Reads compressed requests. The limit on a body holds for what it is once it is decoded, so a small bomb stays small. */
import type { FastifyInstance } from 'fastify';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { fault } from '../faults.js';

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
const known = Object.keys(decoders).join(', ');

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
    decoder.once('error', (cause) => {
      const broken = fault('server/request', `The body is not what its encoding '${encoding}' says.`, cause);
      decoder.destroy(broken);
    });
    payload.once('error', (cause) => decoder.destroy(cause));
    payload.pipe(decoder);
    // What was announced is the length of the encoded body, which Node has counted.
    const announced = Number(request.headers['content-length']);
    done(
      null,
      Number.isNaN(announced) ? decoder : Object.assign(decoder, { receivedEncodedLength: announced }),
    );
  });
}
