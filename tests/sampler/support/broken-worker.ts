/** Workers that go wrong: the real one with something before it, or none at all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { workerUrl } from './load.js';

/** The address of a worker that runs `code`. */
function moduleOf(code: string): { url: URL; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'worker.mjs');
  writeFileSync(path, code);
  return { url: pathToFileURL(path), folder };
}

/** Runs `code` alone. */
export function fakeWorker(code: string): URL {
  return moduleOf(`import { parentPort } from 'node:worker_threads';\n${code}`).url;
}

/**
 * A worker that answers `open`, and does `code` with every batch; in it, `id`, `batch` and `answer(samples, milliseconds)`
 * are known.
 */
export function fakeHost(code: string): URL {
  return fakeWorker(`
parentPort.on('message', ({ id, method, args: [batch] }) => {
  const tell = (value) => parentPort.postMessage({ id, ok: true, value });
  const answer = (samples, milliseconds = 1) => tell({ samples, milliseconds });
  if (method === 'open') tell({ device: batch.device === 'auto' ? 'cpu' : batch.device, tried: [], runtime: 'none' });
  else if (method === 'close') tell(undefined);
  else { ${code} }
});`);
}

/**
 * The real worker, which does `code` before it runs a batch, for the first `times` times in all, counted over all
 * workers of the test; in it, `id`, `batch` and `folder`, which holds this worker.mjs, are known.
 */
export function worker(times: number, code: string): URL {
  const { url, folder } = moduleOf('');
  writeFileSync(
    join(folder, 'worker.mjs'),
    `
import { readdirSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
await import(${JSON.stringify(workerUrl.href)}); // first, or it would miss what is said meanwhile
const folder = ${JSON.stringify(folder)};
parentPort.on('message', ({ id, method, args: [batch] }) => {
  const done = readdirSync(folder).length - 1;
  if (method !== 'run' || done >= ${times}) return;
  writeFileSync(folder + '/' + done, '');
  ${code}
});
`,
  );
  return url;
}
