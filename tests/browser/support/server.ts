/** A tiny static server on this machine: folders under paths, headers as asked for, and a list of what was fetched. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

export interface ServerOptions {
  /** Folders by the path under which they are served; where several fit, the first. */
  readonly folders: Readonly<Record<string, string>>;
  /** With COOP and COEP, so that pages are cross-origin isolated and may share memory between threads. */
  readonly isolated?: boolean;
  /** With a content security policy that allows scripts and workers of this origin, WebAssembly, and nothing else. */
  readonly strict?: boolean;
  /** Sent with every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers of its own, by path. */
  readonly instead?: Readonly<Record<string, (response: ServerResponse) => void>>;
}

export interface Site {
  /** Ends without a slash. */
  readonly url: string;
  /** Paths asked for, in order, as they came. */
  readonly requests: string[];
  close(): Promise<void>;
}

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const strictPolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'; base-uri 'none'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

function findFile(folders: ServerOptions['folders'], path: string): string | undefined {
  for (const [prefix, folder] of Object.entries(folders)) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const file = join(folder, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest);
    if (existsSync(file) && statSync(file).isFile()) return file;
  }
  return undefined;
}

export async function startSite(options: ServerOptions): Promise<Site> {
  const { folders, isolated, strict, instead = {} } = options;
  const requests: string[] = [];
  const headers = {
    ...options.headers,
    ...(isolated ? isolation : {}),
    ...(strict ? { 'content-security-policy': strictPolicy } : {}),
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    requests.push(path);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (path in instead) return instead[path](response);
    const file = findFile(folders, path);
    // Browsers ask for an icon on their own; that there is none is no error of the page.
    if (path === '/favicon.ico') response.writeHead(204).end();
    else if (file === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    else {
      response.writeHead(200, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-length': statSync(file).size,
      });
      if (request.method === 'HEAD') response.end();
      else createReadStream(file).pipe(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
