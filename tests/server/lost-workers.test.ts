/** Processes of models that are killed: every answer is right or a clear refusal, and the model comes back by itself. */
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Sampler } from '@kantor/sampler/node';
import { hasEnded } from '../sampler/support/ended.js';
import { childUrl, onCpu } from '../sampler/support/load.js';
import { slow } from '../sampler/support/models.js';
import { ask, expectAlive, expectFault, jsonOf, type Answer } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { stateOf } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

const seeds = 8;
const count = 4;
let server: Server;
/** What each seed's samples are, drawn without any server. */
let expected: readonly Buffer[];

beforeAll(async () => {
  const model = slow();
  const sampler = await Sampler.load(model, { ...onCpu, isolation: 'process', workerUrl: childUrl });
  expected = await Promise.all(
    Array.from({ length: seeds }, async (_, seed) => {
      const { data } = await sampler.sample({ seed, count });
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    }),
  );
  await sampler.dispose();
  server = await startServer(modelFolder({ slow: model }), [
    '--instances=2',
    '--max-batch=8',
    '--reload-every=100',
  ]);
}, 60_000);
afterEach(() => expectAlive(server));
afterAll(() => server.stop());

const samplesOf = (seed: number): Promise<Answer> =>
  ask(server, `/v1/models/slow/samples?format=binary&seed=${seed}&count=${count}`);

/** Right to the bit, or a refusal that says to come again. */
function check(seed: number, answer: Answer): number {
  if (answer.status === 200) {
    expect(answer.body.equals(expected[seed]), `samples of the seed ${seed}`).toBe(true);
  } else {
    expectFault(answer);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
  }
  return answer.status;
}

/** Callers who ask again and again until `work` is done. @returns the statuses of all answers. */
async function underLoad(work: () => Promise<void>): Promise<readonly number[]> {
  const statuses: number[] = [];
  let busy = true;
  const caller = async (seed: number): Promise<void> => {
    while (busy) statuses.push(check(seed, await samplesOf(seed)));
  };
  const callers = Array.from({ length: seeds }, (_, seed) => caller(seed));
  try {
    await work();
  } finally {
    busy = false;
    await Promise.all(callers);
  }
  return statuses;
}

async function untilWhole(): Promise<void> {
  const alive = async () => (await stateOf(server, 'slow')).workers.alive;
  await expect.poll(alive, { timeout: 30_000, interval: 20 }).toBe(2);
}

/** One that has ended by itself meanwhile needs no killing. */
function kill(pids: readonly number[]): void {
  for (const pid of pids) if (!hasEnded(pid)) process.kill(pid, 'SIGKILL');
}

describe('a worker that is killed', () => {
  it('under load is replaced, and no answer is wrong', async () => {
    const times: number[] = [];
    const statuses = await underLoad(async () => {
      for (let round = 0; round < 5; round++) {
        const { pids, replaced } = (await stateOf(server, 'slow')).workers;
        const start = performance.now();
        kill([pids[round % pids.length]]);
        await expect
          .poll(async () => (await stateOf(server, 'slow')).workers.replaced, {
            timeout: 30_000,
            interval: 10,
          })
          .toBe(replaced + 1);
        await untilWhole();
        times.push(performance.now() - start);
      }
    });
    console.log(`whole again after ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(seeds);
  }, 120_000);

  it('while nobody asks is replaced too, and the next answer is right', async () => {
    const { pids, replaced } = (await stateOf(server, 'slow')).workers;
    kill(pids);
    await expect
      .poll(async () => (await stateOf(server, 'slow')).workers.replaced, { timeout: 30_000 })
      .toBe(replaced + 2);
    expect(check(3, await samplesOf(3))).toBe(200);
  }, 60_000);
});

describe('all workers, killed again and again,', () => {
  it('are missed in what the server says of itself, and come back when it stops', async () => {
    let sawNoWorker = false;
    const statuses = await underLoad(async () => {
      for (let round = 0; round < 25; round++) {
        const { workers } = await stateOf(server, 'slow').catch(() => ({ workers: { pids: [] } }));
        kill(workers.pids);
        // Between the kill and the replacement nobody is there, and readiness says so.
        const ready = await ask(server, '/v2/health/ready');
        const own = await ask(server, '/v2/models/slow/ready');
        const told = jsonOf(await ask(server, '/v1/models')) as { models: { workers: { alive: number } }[] };
        if (ready.status !== 503) continue;
        expect(own.status === 503 || told.models[0].workers.alive > 0).toBe(true);
        sawNoWorker = true;
      }
    });
    expect(sawNoWorker).toBe(true);
    console.log(`${statuses.filter((status) => status === 200).length} answers, ${statuses.filter((status) => status === 503).length} refusals`); // prettier-ignore
    await untilWhole();
    await expect
      .poll(async () => (await ask(server, '/v2/health/ready')).status, { timeout: 30_000 })
      .toBe(200);
    for (let seed = 0; seed < seeds; seed++) expect(check(seed, await samplesOf(seed))).toBe(200);
  }, 120_000);

  it('beside one that stays are given up in the end, and the model is loaded anew', async () => {
    const given = (): number =>
      server.log().filter(({ msg }) => msg.startsWith('a worker cannot be replaced')).length;
    const before = given();
    const [stays] = (await stateOf(server, 'slow')).workers.pids;
    const killed = async (): Promise<number> => {
      kill((await stateOf(server, 'slow')).workers.pids.filter((pid) => pid !== stays));
      return given();
    };
    await expect.poll(killed, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before);
    await untilWhole();
    expect((await stateOf(server, 'slow')).workers.pids).not.toContain(stays);
    for (let seed = 0; seed < seeds; seed++) expect(check(seed, await samplesOf(seed))).toBe(200);
  }, 120_000);

  it('are told in the log', () => {
    const messages = server.log().map(({ msg }) => msg);
    expect(messages).toContainEqual(expect.stringMatching(/^a worker was lost: /));
    expect(messages).toContain('a worker was replaced');
  });
});
