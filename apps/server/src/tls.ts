/** The certificate under which HTTP and gRPC are served, with its key: read and checked before anything starts. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { KantorError } from '@kantor/tensor';
import type { Config } from './config/schema.js';

/** PEM files, as they are. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const refuse = (message: string, cause?: unknown): KantorError =>
  new KantorError('server/config', message, { cause });

/** @param what the file and its flag, for errors. */
function read(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw refuse(`${what} cannot be read (${code}). Give a PEM file that the server may read.`, cause);
  }
}

/** Each part is tried by itself: of a pair, OpenSSL does not say in which of the two a mistake is. */
function check(what: string, part: SecureContextOptions, advice: string): void {
  try {
    createSecureContext(part);
  } catch (cause) {
    throw refuse(`${what} cannot be used: ${(cause as Error).message}. ${advice}`, cause);
  }
}

/**
 * @returns undefined where no certificate was asked for.
 * @throws KantorError `server/config` if a file cannot be read, is not what it should be, or does not belong to the other.
 */
export function readTls({ tlsCert, tlsKey }: Pick<Config, 'tlsCert' | 'tlsKey'>): Tls | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const certFile = `The certificate --tls-cert=${tlsCert}`;
  const keyFile = `The key --tls-key=${tlsKey}`;
  const cert = read(certFile, tlsCert);
  const key = read(keyFile, tlsKey);
  check(certFile, { cert }, 'Give a PEM file that has "-----BEGIN CERTIFICATE-----" in it.');
  check(keyFile, { key }, 'Give a PEM file with a private key that no passphrase protects.');
  // Not left to OpenSSL, which takes a pair of two kinds, such as RSA and EC, and then fails every client.
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw refuse(
      `${keyFile} does not belong to the certificate --tls-cert=${tlsCert}. Give the key that it was made with; where the file holds several certificates, the server's own must be the first.`,
    );
  }
  return { cert, key };
}
