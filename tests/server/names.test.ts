/** Names of samples: the same tag and the same address, the same bytes, whatever changes around them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { input, reshape } from '@kantor/graph';
import { generator, labelled, untrained } from '../sampler/support/models.js';
import { ask, json, refused, type Answer } from './support/ask.js';
import { modelFolder, put } from './support/folder.js';
import { stateOf } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

/** A file that says nothing of itself. */
const silent = (): Uint8Array => {
  const latent = input('latent', ['N', 6]);
  return generator([latent], reshape(latent, ['N', 1, 2, 3]), {});
};

const hints = (distribution: string) => JSON.stringify({ latent: { distribution }, range: [-1, 1] });

const folder = modelFolder({ silent: silent(), digits: untrained('mnist-wgan-gp'), classes: labelled() });
put(folder, 'silent/kantor.json', hints('normal'));
put(folder, 'two/1/model.onnx', untrained('mnist-wgan-gp'));
let server: Server;
beforeAll(async () => {
  server = await startServer(folder, ['--reload-every=50', '--threads=1']);
}, 60_000);
afterAll(() => server.stop());

const samples = (model: string, query: string): Promise<Answer> =>
  ask(server, `/v1/models/${model}/samples?${query}`);

describe('a name', () => {
  it('is another where kantor.json is another', async () => {
    const before = await samples('silent', 'seed=7&format=npy');
    const tag = String(before.headers.etag);
    const { hash } = await stateOf(server, 'silent');
    expect(before.headers['kantor-model-hash']).toBe(hash);
    put(folder, 'silent/kantor.json', hints('uniform'));
    await expect.poll(async () => (await stateOf(server, 'silent')).hash, { timeout: 20_000 }).not.toBe(hash);
    const path = '/v1/models/silent/samples?seed=7&format=npy';
    const after = await ask(server, path, { headers: { 'If-None-Match': tag } });
    expect(after.status).toBe(200);
    expect(after.body.equals(before.body)).toBe(false);
    await refused(server, String(before.headers['content-location']), {}, 'server/not-found');
    const again = await ask(server, String(after.headers['content-location']));
    expect(again.body.equals(after.body)).toBe(true);
  });

  it('is another in JSON, which names the version, where the version is another', async () => {
    const tagOf = async (query: string) => String((await samples('two', query)).headers.etag);
    const before = [await tagOf('seed=7&format=json'), await tagOf('seed=7&format=npy')];
    put(folder, 'two/2/model.onnx', untrained('mnist-wgan-gp'));
    await expect.poll(async () => (await stateOf(server, 'two')).version, { timeout: 20_000 }).toBe('2');
    expect(await tagOf('seed=7&format=json')).not.toBe(before[0]);
    expect(await tagOf('seed=7&format=npy')).toBe(before[1]);
  });

  it('stands for the same bytes in parts too', async () => {
    const [one, other] = [await samples('digits', 'seed=7&count=3&format=multipart'), await samples('digits', 'seed=7&count=3&format=multipart')]; // prettier-ignore
    expect(one.headers.etag).toBe(other.headers.etag);
    expect(one.body.equals(other.body)).toBe(true);
    const [some, more] = await Promise.all([1, 2].map(() => samples('digits', 'count=3&format=multipart')));
    expect(some.headers['content-type']).not.toBe(more.headers['content-type']);
  });

  it('is not longer than clients take', async () => {
    const labels = (count: number) => Array.from({ length: count }, (_, i) => i % 3);
    const path = '/v1/models/classes/samples';
    const body = (count: number) => json({ seed: 1, count, labels: labels(count), format: 'binary' });
    const many = await ask(server, path, body(5000));
    expect(many.status).toBe(200);
    expect(many.headers['content-location']).toBeUndefined();
    const few = await ask(server, path, body(200));
    const address = String(few.headers['content-location']);
    const again = await ask(server, address);
    expect(again.body.equals(few.body)).toBe(true);
    expect(String(again.headers.etag).length).toBeLessThan(200);
    const other = await ask(server, address.replace('labels=0', 'labels=1'));
    expect(other.headers.etag).not.toBe(again.headers.etag);
  });
});

describe('what is too much for one text or picture', () => {
  const latents = (rows: number) => {
    const head = JSON.stringify({ inputs: [{ name: 'latent', shape: [rows, 64], datatype: 'FP32', parameters: { binary_data_size: 256 * rows } }] }); // prettier-ignore
    const headers = { 'Inference-Header-Content-Length': head.length };
    return { body: Buffer.concat([Buffer.from(head), Buffer.alloc(256 * rows)]), headers };
  };

  it('is refused over the Open Inference Protocol before it is drawn, with how else', async () => {
    const { drawn } = (await stateOf(server, 'digits')).images;
    const path = '/v2/models/digits/infer';
    const answer = await refused(server, path, latents(5400), 'server/request');
    expect(answer.text).toMatch(/4233600 numbers of JSON; at most 4194304\. .*binary_data_output/);
    expect((await stateOf(server, 'digits')).images.drawn).toBe(drawn);
  });

  it('is answered up to the bound', async () => {
    const { status, body } = await ask(server, '/v2/models/digits/infer', latents(1000));
    expect(status).toBe(200);
    const { outputs } = JSON.parse(body.toString()) as { outputs: { data: number[] }[] };
    expect(outputs[0].data.length).toBe(784_000);
  });

  it.each([
    ['count=5400&format=json', /4233600 numbers/],
    ['count=60000&scale=2&format=png', /33554432 in all/],
    ['count=1000&columns=1&format=webp', /16383 on a side/],
  ])('is refused: %s', async (query, words) => {
    const answer = await refused(server, `/v1/models/digits/samples?${query}`, {}, 'server/request');
    expect(answer.text).toMatch(words);
  });
});
