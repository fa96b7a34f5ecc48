/** The process that makes the load: so that neither the benchmark's own work nor a server's is in its way. */
import type { Load, LoadResult } from './load.js';
import { runAutocannon } from './autocannon-load.js';
import { runPaced } from './paced-load.js';
import { runRaw } from './raw-load.js';
import { answerAsks } from './worker.js';

const runClosed = { autocannon: runAutocannon, raw: runRaw } as const;

async function run(load: Load): Promise<LoadResult> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await (load.kind === 'closed' ? runClosed[load.generator](load) : runPaced(load));
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, busy: (user + system) / 1000 / (performance.now() - start) };
}

answerAsks(run);
