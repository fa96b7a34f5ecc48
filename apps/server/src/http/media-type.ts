/** What a body may be called, and what those are told who call theirs something else. */
import type { FastifyRequest } from 'fastify';
import type { KantorError } from '@kantor/tensor';
import { fault } from '../faults.js';
import { quote } from '../v2/quote.js';

/** What some part of the server reads, in the order in which it is recommended. */
const bodyTypes = ['application/json', 'application/octet-stream'];

/** @returns `server/media-type` with the types that are taken where the request went. */
export function wrongMediaType({ headers, server }: FastifyRequest, cause?: unknown): KantorError {
  const type = headers['content-type'];
  const came = type === undefined ? 'A body without a content type' : quote(type);
  const taken = bodyTypes.filter((name) => server.hasContentTypeParser(name)).join(' or ');
  return fault('server/media-type', `${came} is not taken here; send ${taken}.`, cause);
}
