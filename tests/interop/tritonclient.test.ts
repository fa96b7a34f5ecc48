/** The Open Inference Protocol before its best-known client, which knows nothing of us: Triton's, for Python. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGrpc } from '../../apps/server/src/grpc/start.js';
import { serviceDescriptor } from '../../apps/server/test/support/descriptor.js';
import { startV2App } from '../../apps/server/test/support/v2-app.js';

/** What tritonclient_check.py checks of any model; two more need what only the first of ours has. */
const checks = [
  'health',
  'metadata',
  'config',
  'index',
  'infer',
  'typed_contents',
  'version',
  'compression',
  'concurrency',
  'stream',
  'ids',
  'parameters',
  'statistics',
  'classification',
  'wrong_names',
  'wrong_tensors',
];

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

/** Beside it the servers must go on answering, so the script is not waited for as execFileSync would. */
function run(python: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(python, args, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

describe.each(models)('tritonclient takes our $model for a server of its kind', ({ model, args, more }) => {
  let output = '';
  beforeAll(async () => {
    const python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
    const descriptor = join(folder, `${model}.pb`);
    writeFileSync(descriptor, await serviceDescriptor());
    const http = await startV2App();
    const grpc = await startGrpc(http.deps, { host: '127.0.0.1', port: 0, maxMessage: 2 ** 24 });
    const addresses = ['--http', new URL(http.address).host, '--grpc', `127.0.0.1:${grpc.port}`];
    const rest = more.length > 0 ? [`--descriptor=${descriptor}`] : [];
    output = await run(python, [
      'tests/interop/tritonclient_check.py',
      ...addresses,
      `--model=${model}`,
      '--factor=2',
      ...args,
      ...rest,
    ]);
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
