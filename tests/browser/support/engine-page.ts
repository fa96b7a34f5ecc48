/** The engine's page, and a typed way to ask it for tasks. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { KantorError } from '@kantor/tensor';
import type { Browser } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { DoTask } from '../pages/engine/page.js';
import type { Tasks } from '../pages/engine/tasks.js';
import { buildPage } from './bundle.js';
import { visit, type Visit } from './chromium.js';
import type { ServerOptions } from './server.js';

/** The folder of ONNX Runtime's files, in which there are more than a page needs. */
const ortFolder = dirname(
  createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
);

/** Where the site has them. */
export const assets = '/ort/';

export interface EnginePage extends Visit {
  /** Does a task in a worker of the page; an error there is a KantorError here. */
  ask<Name extends keyof Tasks>(
    name: Name,
    ...args: Parameters<Tasks[Name]>
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
  /** Does a task in the page itself. */
  askHere: EnginePage['ask'];
}

let built: Promise<string> | undefined;

/** Opens the page, which is built once for a test file; close it, or its browser. */
export async function openEnginePage(
  browser: Browser,
  options: Omit<ServerOptions, 'folders'> = {},
): Promise<EnginePage> {
  const folder = await (built ??= buildPage('engine'));
  const visited = await visit(browser, { ...options, folders: { [assets]: ortFolder, '/': folder } });
  await visited.page.waitForFunction(() => 'doTask' in globalThis);
  const asker = (where: 'page' | 'worker') =>
    (async (name: keyof Tasks, ...args: readonly unknown[]) => {
      const outcome = await visited.page.evaluate(
        ({ where, name, args }) => (globalThis as unknown as { doTask: DoTask }).doTask(where, name, args),
        { where, name, args },
      );
      if (outcome.ok) return outcome.value;
      throw new KantorError(outcome.code, outcome.message);
    }) as EnginePage['ask'];
  return { ...visited, ask: asker('worker'), askHere: asker('page') };
}

/** Opens the page for one test, which closes it. */
export async function openForTest(...args: Parameters<typeof openEnginePage>): Promise<EnginePage> {
  const opened = await openEnginePage(...args);
  onTestFinished(() => opened.close());
  return opened;
}
