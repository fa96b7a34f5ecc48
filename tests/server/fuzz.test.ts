/**
 * Requests that chance has spoiled, over every route and method: no crash, no hang, and no error that is not in the
 * table. 2,000 by default, 100,000 in the slow lane (KANTOR_SLOW=1). A failure names the seed of its request, which
 * KANTOR_FUZZ_SEED=seed sends again, alone.
 */
import { Agent } from 'node:http';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, type FaultCode } from '../../apps/server/src/faults.js';
import { connect, refusalOf, type GrpcClient } from '../../apps/server/test/support/grpc-client.js';
import { echo, labelled } from '../sampler/support/models.js';
import { ask, expectAlive, expectFault, type Answer } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { stateOf } from './support/model-state.js';
import { chanceOf, mutate, mutateBytes, pick, type Valid } from './support/mutate.js';
import { openWire, write } from './support/sockets.js';
import { startServer, type Server } from './support/server.js';

const slowLane = env['KANTOR_SLOW'] === '1';
const times = slowLane ? 100_000 : 2_000;
const only = env['KANTOR_FUZZ_SEED'] === undefined ? undefined : Number(env['KANTOR_FUZZ_SEED']);
const first = 20_261_128;
const together = 16;
/** Far more than any request here takes: what is not answered by then hangs. */
const patience = 30_000;

let server: Server;
beforeAll(async () => {
  const models = modelFolder({ echo: echo(), labelled: labelled() });
  const limits = ['--max-count=500', '--request-timeout=3000', '--headers-timeout=2000', '--timeout=10000'];
  server = await startServer(models, [...limits, '--model-control', '--cors=*']);
}, 60_000);
afterAll(() => server.stop());

const json = { 'Content-Type': 'application/json' };
const input = {
  name: 'latent',
  datatype: 'FP32',
  shape: [2, 6],
  data: [
    [1, 2, 3, 4, 5, 6],
    [6, 5, 4, 3, 2, 1],
  ],
};
const binaryHead = Buffer.from(
  JSON.stringify({ inputs: [{ ...input, data: undefined, parameters: { binary_data_size: 48 } }], outputs: [{ name: 'samples', parameters: { binary_data: true } }] }), // prettier-ignore
);
const binary: Valid = {
  method: 'POST',
  path: '/v2/models/echo/infer',
  headers: { 'Inference-Header-Content-Length': String(binaryHead.length) },
  bytes: Buffer.concat([binaryHead, Buffer.alloc(48, 1)]),
};

const get = (path: string, headers: Record<string, string> = {}): Valid => ({ method: 'GET', path, headers });
const post = (path: string, body?: unknown): Valid => ({ method: 'POST', path, headers: json, json: body });

/** One for each thing that can be asked. */
const valid: readonly Valid[] = [
  get('/'), get('/status.js'), get('/docs'), get('/docs/static/swagger-ui.css'), get('/openapi.json'), get('/metrics'),
  get('/v1/models'), get('/v1/models/echo'), get('/v1/models/echo/latents?seed=1&count=3&format=json'),
  get('/v1/models/echo/samples?seed=1&count=4&format=png&columns=2&gap=1&scale=2&truncation=0.7&priority=3&timeout=5000'),
  get('/v1/models/echo/samples?seed=1&count=20&format=ndjson', { Accept: 'application/x-ndjson' }),
  get('/v1/models/echo/samples?seed=2', { Accept: 'image/webp', 'If-None-Match': '"abc"' }),
  get('/v1/models/echo/versions/1/samples?seed=2&format=multipart&count=3'),
  get('/v1/models/echo/samples/17.png?scale=3'), get('/v1/models/labelled/samples?labels=1,2&count=2&format=npy'),
  post('/v1/models/echo/samples', { seed: 1, count: 3, format: 'json', encoding: 'base64' }),
  post('/v1/models/echo/samples', { latents: [[1, 2, 3, 4, 5, 6]], format: 'binary' }),
  post('/v1/models/echo/samples', { interpolate: { from: 1, to: 2, steps: 5, mode: 'slerp' }, format: 'npy' }),
  post('/v1/models/labelled/samples', { labels: [0, 1, 2], count: 3, format: 'json' }),
  get('/v2'), get('/v2/health/live'), get('/v2/health/ready'), get('/v2/models/echo'), get('/v2/models/echo/versions/1/ready'),
  get('/v2/models/echo/config'), get('/v2/models/echo/stats'), get('/v2/models/stats'),
  post('/v2/repository/index', { ready: true }),
  post('/v2/models/echo/infer', { id: '7', inputs: [input], outputs: [{ name: 'samples' }], parameters: { priority: 2, timeout: 9_000_000 } }),
  binary, binary,
]; // prettier-ignore

/** Both fail, for a caller to be told by the code. */
function checkAnswer(method: string, answer: Answer): void {
  const { status, headers, text } = answer;
  if (status < 400) return;
  // Node answers these two by itself: no body, and the connection ends.
  if (text === '' && [400, 417].includes(status)) return;
  if (method === 'HEAD') {
    expect(Object.values(faults).map((fault) => fault.status)).toContain(status);
    return;
  }
  expectFault(answer);
  expect(headers['content-type']).toContain('json');
}

const agent = new Agent({ keepAlive: true, maxSockets: together });

/** Sends what a seed stands for, and checks what comes back. A connection may be cut: a client that is wrong enough deserves it. */
async function sendHttp(seed: number): Promise<void> {
  const chance = chanceOf(seed);
  const question = mutate(chance, pick(chance, valid));
  const signal = AbortSignal.timeout(patience);
  let answer: Answer;
  try {
    answer = await ask(server, question.path, { ...question, agent, signal });
  } catch (error) {
    if (signal.aborted) throw new Error('It was not answered in time.', { cause: error });
    return;
  }
  checkAnswer(question.method, answer);
}

/** Raw bytes: a whole message, spoiled anywhere, and then the end. */
async function sendRaw(seed: number): Promise<void> {
  const chance = chanceOf(seed);
  const { method, path, headers, json: body, bytes } = pick(chance, valid);
  const content = bytes ?? Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const lines = Object.entries({ Host: 'x', 'Content-Length': String(content.length), ...headers });
  const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  let message: Buffer = Buffer.concat([Buffer.from(head), content]);
  for (let changes = chance(3) + 1; changes > 0; changes--) message = mutateBytes(chance, message);
  const wire = await openWire(server.port);
  await write(wire, message);
  wire.socket.end();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The connection was not ended in time.')), patience);
  });
  const answer = await Promise.race([wire.closed, late]).finally(() => clearTimeout(timer));
  expect(answer).toMatch(/^$|^HTTP\/1\.1 \d{3} /);
  const code = /^HTTP\/1\.1 5\d\d [^]*?"code":"([^"]+)"/.exec(answer)?.[1];
  if (/^HTTP\/1\.1 5/.test(answer)) expect(Object.keys(faults)).toContain(code);
}

let client: GrpcClient;
beforeAll(async () => {
  client = await connect(server.grpcPort);
});
afterAll(() => client.close());

const grpcInput = { ...input, data: undefined, contents: { fp32_contents: input.data.flat() } };
const grpcValid: readonly (readonly [string, object])[] = [
  ['ServerLive', {}],
  ['ServerReady', {}],
  ['ServerMetadata', {}],
  ['ModelReady', { name: 'echo', version: '1' }],
  ['ModelMetadata', { name: 'echo' }],
  ['ModelConfig', { name: 'labelled' }],
  ['ModelStatistics', { name: 'echo' }],
  ['RepositoryIndex', { ready: true }],
  ['RepositoryModelLoad', { model_name: 'nothing' }],
  [
    'ModelInfer',
    { model_name: 'echo', id: '1', inputs: [grpcInput], parameters: { priority: { int64_param: 2 } } },
  ],
  ['ModelInfer', { model_name: 'echo', inputs: [{ ...grpcInput, contents: undefined }], raw_input_contents: [Buffer.alloc(48, 1)] }], // prettier-ignore
];

/** gRPC's own library answers with these before the service is asked. */
const ownStatuses = ['INTERNAL', 'UNIMPLEMENTED', 'RESOURCE_EXHAUSTED'];

async function sendGrpc(seed: number): Promise<void> {
  const chance = chanceOf(seed);
  const [method, request] = pick(chance, grpcValid);
  let bytes = client.serialize(method, request);
  for (let changes = chance(3); changes >= 0; changes--) bytes = mutateBytes(chance, bytes);
  const name = chance(20) === 0 ? mutateBytes(chance, Buffer.from(method)).toString('hex') : method;
  const call = client.sendBytes(bytes, name, Date.now() + patience);
  if (await call.then(() => true, () => false)) return; // prettier-ignore
  const { status, code, text } = await refusalOf(call);
  const known = faults[code as FaultCode] as { grpc: string } | undefined;
  if (known) expect(status, text).toBe(known.grpc);
  else expect(ownStatuses, text).toContain(status);
  expect(text).not.toMatch(/\n\s*at /);
}

/** Sends many, some at a time. @throws Error with the seed of the first that failed. */
async function sendAll(send: (seed: number) => Promise<void>, count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const seed = first + next++;
      await send(seed).catch((cause: unknown) => {
        next = count;
        throw new Error(`KANTOR_FUZZ_SEED=${seed}: ${String(cause)}`, { cause });
      });
    }
  };
  if (only !== undefined) return send(only);
  await Promise.all(Array.from({ length: together }, worker));
}

describe(`${times} requests that chance has spoiled`, () => {
  const timeout = slowLane ? 3_600_000 : 120_000;

  it('are all taken as they are while they are whole', async () => {
    for (const { method, path, headers, json: body, bytes } of valid) {
      const content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
      const answer = await ask(server, path, {
        method,
        headers,
        ...(content === undefined ? {} : { body: content }),
      });
      expect(answer.status, `${method} ${path} ${answer.text.slice(0, 200)}`).toBe(200);
    }
  });

  it('over HTTP', () => sendAll(sendHttp, times * 0.6), timeout);
  it('as raw bytes', () => sendAll(sendRaw, times * 0.2), timeout);
  it('over gRPC', () => sendAll(sendGrpc, times * 0.2), timeout);

  it('leave the server as it was', async () => {
    await expectAlive(server);
    expect((await ask(server, '/v2/health/ready')).status).toBe(200);
    const { images, workers } = await stateOf(server, 'echo');
    expect(images.pending).toBe(0);
    expect(workers.replaced).toBe(0);
    const faulty = server.log().filter(({ code }) => code === 'server/internal');
    expect(faulty).toEqual([]);
  });
});
