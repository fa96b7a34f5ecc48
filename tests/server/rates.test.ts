/** How often callers may ask: each address, and each token by its own limit. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { ask, expectFault, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { startServer } from './support/server.js';

const models = modelFolder({ echo: echo() });
const samples = '/v1/models/echo/samples?seed=1&format=binary';

describe('a limit for each address', () => {
  it('refuses what is more in a minute, but not health', async () => {
    const server = await startServer(models, ['--rate-limit=5']);
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(server, samples)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectFault(answer, 'server/rate-limit');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await ask(server, '/v2/health/ready')).status).toBe(200);
    await server.stop();
  }, 60_000);

  it('counts what no route answers, and what is asked by a wrong method', async () => {
    for (const [method, path, status] of [
      ['GET', '/nothing', 404],
      ['GET', '/v2/health/nothing', 404],
      ['PUT', '/v2', 405],
    ] as const) {
      const server = await startServer(models, ['--rate-limit=5']);
      for (let left = 4; left >= 0; left--) {
        const answer = await ask(server, path, { method });
        expect(answer.status).toBe(status);
        expect(answer.headers).toMatchObject({
          'x-ratelimit-limit': '5',
          'x-ratelimit-remaining': `${left}`,
        });
      }
      await refused(server, path, { method }, 'server/rate-limit');
      await refused(server, samples, {}, 'server/rate-limit');
      await server.stop();
    }
  }, 60_000);
});

describe('a limit of a token', () => {
  it('holds for it alone, also where there is nothing', async () => {
    const entry = (name: string, limit = ''): string =>
      `${name}:${createHash('sha256').update(name).digest('hex')}${limit}`;
    const server = await startServer(models, [`--tokens=${entry('free')},${entry('few', ':3')}`]);
    const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
    for (let i = 0; i < 3; i++) await refused(server, '/nothing', bearer('few'), 'server/not-found');
    await refused(server, '/nothing', bearer('few'), 'server/rate-limit');
    await refused(server, samples, bearer('few'), 'server/rate-limit');
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await ask(server, samples, bearer('free'));
      expect(status).toBe(200);
      // Nobody is told of a limit that there is not.
      expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    }
    await server.stop();
  }, 60_000);
});
