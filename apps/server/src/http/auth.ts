/** Bearer tokens: only their hashes are kept, and comparing takes the same time whatever is wrong. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fault } from '../faults.js';

export interface Token {
  readonly name: string;
  /** SHA-256 of the token. */
  readonly hash: Buffer;
  /** Requests a minute; undefined for that of the configuration. */
  readonly limit: number | undefined;
}

/** @param text `name:sha256` or `name:sha256:requests-per-minute`, which the configuration has checked. */
export function parseToken(text: string): Token {
  const [name, hash, limit] = text.split(':');
  return { name, hash: Buffer.from(hash, 'hex'), limit: limit === undefined ? undefined : Number(limit) };
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function newToken(): string {
  return `kantor_${randomBytes(24).toString('base64url')}`;
}

/** A caller who may ask; undefined where nobody needs a token. */
export type Caller = Token | undefined;

/** The token of a header `Authorization`, behind one space or several (RFC 9110, 11.4); undefined if it has none. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,256})$/i.exec(header ?? '')?.[1];
}

/**
 * @returns whose a token is.
 * @throws KantorError `server/unauthorized`
 */
export function createAuthorizer(tokens: readonly Token[]): (token: string | undefined) => Caller {
  return (token) => {
    if (tokens.length === 0) return undefined;
    if (token === undefined) {
      throw fault(
        'server/unauthorized',
        'This server wants a token: send the header `Authorization: Bearer TOKEN`.',
      );
    }
    const hash = hashOf(token);
    // All are compared, so that the time does not tell which came near.
    const found = tokens.filter((known) => timingSafeEqual(known.hash, hash));
    if (found.length > 0) return found[0];
    throw fault('server/unauthorized', 'This server does not know the token.');
  };
}

/** Under which name requests are counted: that of the token, else the address. */
export function callerKey(caller: Caller, address: string): string {
  return caller ? `token ${caller.name}` : address;
}

/** Requests a minute; Infinity where there is no limit. @param usual 0 for none. */
export function limitOf(caller: Caller, usual: number): number {
  return caller?.limit ?? (usual > 0 ? usual : Infinity);
}
