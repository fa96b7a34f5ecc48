/** Answers are the same bits however they come about, and what is no number is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sampler } from '@kantor/sampler/node';
import { childUrl, onCpu } from '../sampler/support/load.js';
import { untrained } from '../sampler/support/models.js';
import { ask, json, jsonOf, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { logarithm } from './support/models.js';
import { stateOf } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

const name = 'mnist-wgan-gp';
const digits = untrained(name);
let server: Server;
let sampler: Sampler;
beforeAll(async () => {
  sampler = await Sampler.load(digits, { ...onCpu, isolation: 'process', workerUrl: childUrl });
  server = await startServer(modelFolder({ digits, logarithm: logarithm() }), ['--instances=2']);
}, 60_000);
afterAll(async () => {
  await sampler.dispose();
  await server.stop();
});

const binary = async (seed: number, count = 1): Promise<Buffer> => {
  const path = `/v1/models/digits/samples?format=binary&seed=${seed}&count=${count}`;
  const { status, body } = await ask(server, path);
  expect(status).toBe(200);
  return body;
};

describe('the samples of a seed', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i * 1001);
  let alone: readonly Buffer[];
  beforeAll(async () => {
    const drawn: Buffer[] = [];
    for (const seed of seeds) drawn.push(await binary(seed, 5));
    alone = drawn;
  });

  it('are those that the sampler draws without a server, to the bit', async () => {
    for (const [i, seed] of seeds.entries()) {
      const { data } = await sampler.sample({ seed, count: 5 });
      expect(alone[i].equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength))).toBe(true);
    }
  });

  it('are those of the file as it stands with --no-blocked, to the bit', async () => {
    const plain = await Sampler.load(digits, { ...onCpu, blocked: false });
    const other = await startServer(modelFolder({ digits }), ['--no-blocked']);
    try {
      const { body } = await ask(other, '/v1/models/digits/samples?format=binary&seed=7&count=5');
      const { data } = await plain.sample({ seed: 7, count: 5 });
      expect(body.equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength))).toBe(true);
      expect(await stateOf(other, 'digits')).not.toHaveProperty('device.blockSize');
    } finally {
      await plain.dispose();
      await other.stop();
    }
  });

  it('are the same in company, in whichever process and batch', async () => {
    const rounds = Array.from({ length: 5 }, () => seeds).flat();
    const others = Array.from({ length: 30 }, (_, i) => binary(7000 + i, 1 + (i % 70)));
    const drawn = await Promise.all(rounds.map((seed) => binary(seed, 5)));
    for (const [i, bytes] of drawn.entries()) expect(bytes.equals(alone[i % seeds.length])).toBe(true);
    await Promise.all(others);
  });

  it('begin alike however many there are', async () => {
    for (const count of [1, 2, 7, 63, 64, 65, 200]) {
      const bytes = await binary(seeds[3], count);
      const shared = Math.min(bytes.length, alone[3].length);
      expect(bytes.length).toBe((count * alone[3].length) / 5);
      expect(bytes.subarray(0, shared).equals(alone[3].subarray(0, shared))).toBe(true);
    }
  });

  it('are the same after the processes were replaced', async () => {
    const { pids, replaced } = (await stateOf(server, 'digits')).workers;
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await expect
      .poll(async () => (await stateOf(server, 'digits')).workers.replaced, { timeout: 30_000 })
      .toBe(replaced + 2);
    for (const [i, seed] of seeds.entries()) expect((await binary(seed, 5)).equals(alone[i])).toBe(true);
  });

  it('are the same in every form, streamed or whole', async () => {
    const path = `/v1/models/digits/samples?seed=${seeds[1]}&count=5`;
    const npy = await ask(server, `${path}&format=npy`);
    expect(npy.body.subarray(-alone[1].length).equals(alone[1])).toBe(true);
    const base64 = jsonOf(await ask(server, `${path}&format=json&encoding=base64`)) as { data: string };
    expect(Buffer.from(base64.data, 'base64').equals(alone[1])).toBe(true);
    const nested = jsonOf(await ask(server, `${path}&format=json`)) as { data: number[][] };
    const flat = Float32Array.from(nested.data.flat(Infinity) as number[]);
    expect(Buffer.from(flat.buffer).equals(alone[1])).toBe(true);
    const lines = (await ask(server, `${path}&format=ndjson`)).text.trim().split('\n');
    const parts = lines.map((line) => Buffer.from((JSON.parse(line) as { data: string }).data, 'base64'));
    expect(Buffer.concat(parts).equals(alone[1])).toBe(true);
    const large = await ask(server, `${path.replace('count=5', 'count=6000')}&format=binary`);
    expect(large.body.length).toBe(1200 * alone[1].length);
    expect(large.body.subarray(0, alone[1].length).equals(alone[1])).toBe(true);
  });

  it('are what their latents give over the Open Inference Protocol', async () => {
    const told = jsonOf(await ask(server, `/v1/models/digits/latents?seed=${seeds[2]}&count=5`)) as { shape: number[]; data: number[][] }; // prettier-ignore
    const { inputs, outputs } = jsonOf(await ask(server, '/v2/models/digits')) as Record<'inputs' | 'outputs', { name: string }[]>; // prettier-ignore
    const request = {
      inputs: [{ name: inputs[0].name, datatype: 'FP32', shape: told.shape, data: told.data }],
      outputs: [{ name: outputs[0].name, parameters: { binary_data: true } }],
    };
    const answer = await ask(server, '/v2/models/digits/infer', json(request));
    const length = Number(answer.headers['inference-header-content-length']);
    expect(answer.body.subarray(length).equals(alone[2])).toBe(true);
  });
});

describe('a model that gives NaN', () => {
  const path = '/v1/models/logarithm/samples?seed=1&count=8';

  it.each(['png', 'webp', 'json', 'ndjson'])('fails where %s is asked for', async (format) => {
    await refused(server, `${path}&format=${format}`, {}, 'server/not-finite');
  });

  it('gives it in forms that can hold it', async () => {
    for (const format of ['binary', 'npy']) {
      const { status, body } = await ask(server, `${path}&format=${format}`);
      expect(status).toBe(200);
      const numbers = new Float32Array(new Uint8Array(body.subarray(-8 * 4 * 4)).buffer);
      expect(numbers).toHaveLength(32);
      expect(numbers.some(Number.isNaN)).toBe(true);
    }
  });

  it('gives it over the Open Inference Protocol as binary data, and fails as JSON', async () => {
    const input = { name: 'latent', datatype: 'FP32', shape: [1, 4], data: [1, -1, 2, 4] };
    await refused(server, '/v2/models/logarithm/infer', json({ inputs: [input] }), 'server/not-finite');
    const request = { inputs: [input], parameters: { binary_data_output: true } };
    const { status, body } = await ask(server, '/v2/models/logarithm/infer', json(request));
    expect(status).toBe(200);
    const numbers = new Float32Array(new Uint8Array(body.subarray(-16)).buffer);
    expect([...numbers]).toEqual([0, Number.NaN, Math.fround(Math.log(2)), Math.fround(Math.log(4))]);
  });
});
