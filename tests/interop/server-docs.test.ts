/** The Python of docs/server.md, before a server as it is built. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type Server } from '../server/support/server.js';

const page = readFileSync('docs/server.md', 'utf8');
const examples = Array.from(page.matchAll(/```python\n([^]*?)```/g), ([, code = '']) => code);

let python = '';
let server: Server;
beforeAll(async () => {
  python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
  server = await startServer('models');
}, 600_000);
afterAll(() => server.stop());

it.each(['tritonclient.http', 'tritonclient.grpc'])('draws with %s as it stands there', (client) => {
  const [code = '', ...others] = examples.filter((example) => example.includes(client));
  expect(others).toEqual([]);
  const here = code.replace(':8080', `:${server.port}`).replace(':8081', `:${server.grpcPort}`);
  expect(execFileSync(python, ['-c', here], { encoding: 'utf8' })).toBe('(16, 1, 28, 28)\n');
});
