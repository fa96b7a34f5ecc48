/** Requests as the text that goes over the wire, one after the other on a connection that is kept. */
import { withSeed, type Ask } from './contender.js';

/** Makes requests of HTTP/1.1 to a host, such as `127.0.0.1:8080`, each with the seed that it is given. */
export function requestWriter(ask: Ask, host: string): (seed: number) => string {
  const fixed = Object.entries({ host, ...ask.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return (seed) => {
    const { method, path, body = '' } = withSeed(ask, seed);
    const length = method === 'GET' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    return `${method} ${path} HTTP/1.1\r\n${fixed}${length}\r\n${body}`;
  };
}
