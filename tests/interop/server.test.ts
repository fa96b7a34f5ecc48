/** The server as it is built, with real models, before Triton's client for Python. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookedUp } from '../sampler/support/models.js';
import { modelFolder } from '../server/support/folder.js';
import { startServer, type Server } from '../server/support/server.js';
import { checks, runChecks } from './tritonclient.js';

const models = [
  { model: 'digits', args: ['--input', 'latent:FP32:64', '--output', 'samples:FP32:1,28,28'] },
  { model: 'lookup', args: ['--input', 'latent:FP32:1', 'label:INT64:', '--output', 'samples:FP32:2'] },
];

let server: Server;
beforeAll(async () => {
  const digits = readFileSync('models/mnist-wgan-gp/generator.onnx');
  server = await startServer(modelFolder({ digits, lookup: lookedUp() }), ['--instances=2']);
}, 60_000);
afterAll(() => server.stop());

describe.each(models)('tritonclient takes a server with $model for one of its kind', ({ model, args }) => {
  let output = '';
  beforeAll(async () => {
    const addresses = ['--http', `127.0.0.1:${server.port}`, '--grpc', `127.0.0.1:${server.grpcPort}`];
    output = await runChecks([...addresses, `--model=${model}`, ...args]);
  }, 600_000);

  it.each(checks)('%s', (check) => {
    expect(output.split('\n'), output).toContain(`ok ${check}`);
  });

  it('and nothing was passed over', () => {
    expect(output.match(/^(ok|failed) .*$/gm)).toHaveLength(checks.length);
  });
});
