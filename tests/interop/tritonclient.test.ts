/** The Open Inference Protocol before its best-known client, which knows nothing of us: Triton's, for Python. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGrpc } from '../../apps/server/src/grpc/start.js';
import { serviceDescriptor } from '../../apps/server/test/support/descriptor.js';
import { startV2App } from '../../apps/server/test/support/v2-app.js';
import { checks, runChecks } from './tritonclient.js';

const models = [
  {
    model: 'double',
    args: ['--input', 'latents:FP32:4', '--output', 'samples:FP32:4', '--slow=slow'],
    more: ['client_timeout', 'descriptor'],
  },
  {
    model: 'labelled',
    args: [
      ...['--input', 'latents:FP32:2,2', 'labels:INT64:', 'steps:INT32:'],
      ...['--output', 'samples:FP32:2,2', 'labels:INT64:', 'steps:INT32:'],
    ],
    more: [],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'kantor-tritonclient-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(models)('tritonclient takes our $model for a server of its kind', ({ model, args, more }) => {
  let output = '';
  beforeAll(async () => {
    const descriptor = join(folder, `${model}.pb`);
    writeFileSync(descriptor, await serviceDescriptor());
    const http = await startV2App();
    const grpc = await startGrpc(http.deps, { host: '127.0.0.1', port: 0, maxMessage: 2 ** 24 });
    const addresses = ['--http', new URL(http.address).host, '--grpc', `127.0.0.1:${grpc.port}`];
    const rest = more.length > 0 ? [`--descriptor=${descriptor}`] : [];
    output = await runChecks([...addresses, `--model=${model}`, '--factor=2', ...args, ...rest]);
    await http.close();
    await grpc.drain(0);
  }, 600_000);

  it.each([...checks, ...more])('%s', (check) => {
    expect(output.split('\n'), output).toContain(`ok ${check}`);
  });

  it('and nothing was passed over', () => {
    expect(output.match(/^(ok|failed) .*$/gm)).toHaveLength(checks.length + more.length);
  });
});
