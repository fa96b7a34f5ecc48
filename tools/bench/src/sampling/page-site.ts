/** A site for measuring in a page: the pages of this tool, ONNX Runtime's files and the sampler as users get them, and a model. */
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const pages = join(root, 'tools/bench/pages');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
/** Pages may have threads. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface PageSite {
  /** Ends without a slash. */
  readonly url: string;
  /** Milliseconds before each answer, as a network would need: 0 until it is set. */
  delay: number;
  close(): void;
}

/** What `kantor-sampler copy-assets` makes of the sources, in a folder of its own. */
function copyAssets(): string {
  mkdirSync(join(root, 'tmp'), { recursive: true });
  const folder = mkdtempSync(join(root, 'tmp/bench-'));
  const sampler = join(root, 'libs/sampler');
  execFileSync(execPath, [join(sampler, 'scripts/standalone.mjs')]);
  execFileSync(execPath, [join(sampler, 'dist/node/bin.js'), 'copy-assets', folder, '--wasm-only']);
  return folder;
}

export async function openPageSite(model: Uint8Array): Promise<PageSite> {
  const folder = copyAssets();
  writeFileSync(join(folder, 'generator.onnx'), model);
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = [folder, pages].map((place) => join(place, path)).find((place) => existsSync(place));
    void setTimeout(site.delay).then(() => {
      if (file === undefined || !statSync(file).isFile()) return response.writeHead(404).end();
      response.writeHead(200, {
        ...isolation,
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-length': statSync(file).size,
      });
      return createReadStream(file).pipe(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: PageSite = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: 0,
    close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return site;
}
