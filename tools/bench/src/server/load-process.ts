/** The process that makes the load: so that neither the benchmark's own work nor a server's is in its way. */
import type { Load, LoadResult } from './load.js';
import { runClosed } from './closed-load.js';
import { runPaced } from './paced-load.js';

async function run(load: Load): Promise<LoadResult> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await (load.kind === 'closed' ? runClosed(load) : runPaced(load));
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, busy: (user + system) / 1000 / (performance.now() - start) };
}

process.on('message', (load: Load) => void run(load).then((result) => process.send?.(result)));
