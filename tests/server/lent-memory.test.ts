/** Answers are written from memory that later answers use again: whatever clients do, none gets another's numbers. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sampler } from '@kantor/sampler/node';
import { onCpu } from '../sampler/support/load.js';
import { untrained } from '../sampler/support/models.js';
import { expectAlive } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

const seeds = 3;
/** Twelve megabytes, which no socket takes at once. */
const count = 4000;
let server: Server;
let expected: readonly string[];

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  const model = untrained('mnist-wgan-gp');
  const sampler = await Sampler.load(model, onCpu);
  const batches = await Promise.all(
    Array.from({ length: seeds }, (_, seed) => sampler.sample({ seed, count })),
  );
  expected = batches.map(({ data }) => digest(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
  await sampler.dispose();
  server = await startServer(modelFolder({ digits: model }), ['--max-queue=40000', '--max-count=4000']);
}, 60_000);
afterAll(() => server.stop());

async function begin(seed: number): Promise<IncomingMessage> {
  const path = `/v1/models/digits/samples?seed=${seed}&count=${count}&format=binary`;
  const [response] = (await once(request(`${server.url}${path}`).end(), 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  return response;
}

/** Reads on after a while, during which the server cannot get rid of its answer. */
async function read(response: IncomingMessage, pause: number): Promise<string> {
  const hash = createHash('sha256');
  let first = true;
  for await (const chunk of response) {
    hash.update(chunk as Buffer);
    if (first) await setTimeout(pause);
    first = false;
  }
  return hash.digest('hex');
}

it.each([
  ['read at once', 0],
  ['read slowly', 1500],
])('are right to the bit where answers are %s, and others are left in the middle', async (_how, pause) => {
  const reader = async (seed: number): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      expect(await read(await begin(seed), pause), `seed ${seed}`).toBe(expected[seed]);
    }
  };
  const leaver = async (seed: number): Promise<void> => {
    for (let round = 0; round < 6; round++) {
      const response = await begin(seed);
      response.on('error', () => undefined);
      await once(response, 'data');
      response.destroy();
    }
  };
  await Promise.all(Array.from({ length: seeds }, (_, seed) => [reader(seed), leaver(seed)]).flat());
  await expectAlive(server);
});
