/** Our server as a contender, and the same without batching. */
import { fileURLToPath } from 'node:url';
import { maxBatch, seedMark, type Contender } from './contender.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const accepted = { binary: 'application/octet-stream', png: 'image/png' } as const;

function contender(name: string, largest: number): Contender {
  return {
    name,
    formats: ['binary', 'png'],
    readyPath: '/v2/health/ready',
    metricsPath: '/metrics',
    unbatched: largest === 1,
    command: ({ folder }, { workers, threads }, port) => ({
      file: process.execPath,
      args: [
        'apps/server/dist/main.js',
        'serve',
        `--models=${folder}`,
        '--host=127.0.0.1',
        `--port=${port}`,
        // Its port would be one that nobody reserved.
        '--no-grpc',
        '--device=cpu',
        `--instances=${workers}`,
        `--threads=${threads}`,
        `--max-batch=${largest}`,
        // As for the peers, which write no line for a request either.
        '--log-level=error',
      ],
      folder: root,
    }),
    ask: ({ name: model }, { format, count }) => ({
      method: 'GET',
      path: `/v1/models/${model}/samples?seed=${seedMark}&count=${count}`,
      headers: { accept: accepted[format] },
    }),
  };
}

export const ours = contender('ours', maxBatch);
export const oursUnbatched = contender('ours, unbatched', 1);
