/** What the log says of requests: the faults of the server, with a stack; of those of callers and of load nothing, unless asked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FaultCode } from '../../apps/server/src/faults.js';
import { slow } from '../sampler/support/models.js';
import { json, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { logarithm } from './support/models.js';
import { startServer, type LogLine, type Server } from './support/server.js';

const [debug, error] = [20, 50];
let server: Server;
beforeAll(async () => {
  const models = modelFolder({ slow: slow(), logarithm: logarithm() });
  server = await startServer(models, ['--log-level=debug', '--max-batch=4']);
}, 60_000);
afterAll(() => server.stop());

/** The line of a request. */
async function lineOf(id: string): Promise<LogLine> {
  const lines = () => server.log().filter(({ reqId }) => reqId === id);
  await expect.poll(() => lines().length).toBe(1);
  return lines()[0];
}

const shared = json({ inputs: [{ name: 'latent', parameters: { shared_memory_region: 'a' } }] });

it.each<[FaultCode, string, object]>([
  ['server/request', '/v1/models/slow/samples?seed=x', {}],
  ['server/not-enabled', '/v2/models/slow/infer', shared],
  ['server/deadline', '/v1/models/slow/samples?count=400&format=binary&timeout=5', {}],
])('%s is told to those who debug, without a stack', async (code, path, question) => {
  const id = code.replace('/', '-');
  const { headers } = question as { headers?: Record<string, string> };
  await refused(server, path, { ...question, headers: { ...headers, 'X-Request-Id': id } }, code);
  const line = await lineOf(id);
  expect(line).toMatchObject({ level: debug, code });
  expect(line).not.toHaveProperty('err');
});

it('a fault of the server is an error with its stack', async () => {
  const headers = { 'X-Request-Id': 'own' };
  const path = '/v1/models/logarithm/samples?seed=1&count=8&format=json';
  await refused(server, path, { headers }, 'server/not-finite');
  const line = await lineOf('own');
  expect(line).toMatchObject({ level: error, code: 'server/not-finite' });
  expect(line).toHaveProperty('err.stack');
});
