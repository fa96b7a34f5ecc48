/** The engine's page, built once for a test file, and a typed way to ask it for tasks. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { beforeAll } from 'vitest';
import type { Browser } from 'playwright-core';
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
  /** Does a task in a worker of the page. */
  ask<Name extends keyof Tasks>(
    name: Name,
    ...args: Parameters<Tasks[Name]>
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
  /** Does a task in the page itself. */
  askHere: EnginePage['ask'];
}

export type OpenEnginePage = (
  browser: Browser,
  options?: Omit<ServerOptions, 'folders'>,
) => Promise<EnginePage>;

/** Builds the page before the tests of a file. */
export function useEnginePage(): OpenEnginePage {
  let folder = '';
  beforeAll(async () => {
    folder = await buildPage('engine');
  });
  return async (browser, options = {}) => {
    const visited = await visit(browser, { ...options, folders: { [assets]: ortFolder, '/': folder } });
    await visited.page.waitForFunction(() => 'doTask' in globalThis);
    const asker = (where: 'page' | 'worker') =>
      ((name: keyof Tasks, ...args: readonly unknown[]) =>
        visited.page.evaluate(
          ({ where, name, args }) => (globalThis as unknown as { doTask: DoTask }).doTask(where, name, args),
          { where, name, args },
        )) as EnginePage['ask'];
    return { ...visited, ask: asker('worker'), askHere: asker('page') };
  };
}
