/** Servers for tests, which end with each test. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

const servers = new Set<ReturnType<typeof createServer>>();

/** @returns its origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

export const seedOf = (url = ''): number => Number(new URL(url, 'http://a').searchParams.get('seed'));
