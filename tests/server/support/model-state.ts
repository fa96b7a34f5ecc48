/** What a server says of a model and of itself, for tests that wait for it. */
import { expect } from 'vitest';
import { ask, jsonOf } from './ask.js';

export interface ModelState {
  readonly version: string;
  readonly ready: boolean;
  readonly hash: string;
  readonly workers: {
    readonly wanted: number;
    readonly alive: number;
    readonly replaced: number;
    readonly pids: readonly number[];
  };
  readonly images: { readonly pending: number; readonly drawn: number };
}

type Base = { readonly url: string };

export async function stateOf(server: Base, model: string): Promise<ModelState> {
  const answer = await ask(server, `/v1/models/${model}`);
  expect(answer.status).toBe(200);
  return jsonOf(answer) as ModelState;
}

/** Waits until so many images of the model wait or run. */
export async function untilPending(server: Base, model: string, images: number): Promise<void> {
  const pending = async () => (await stateOf(server, model)).images.pending;
  await expect.poll(pending, { timeout: 30_000, interval: 5 }).toBe(images);
}

/** The sum of a metric's values over the labels that a test names. */
export async function metric(
  server: Base,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { text } = await ask(server, '/metrics');
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly reason: string;
}

export async function indexOf(server: Base): Promise<readonly IndexEntry[]> {
  return jsonOf(await ask(server, '/v2/repository/index', { method: 'POST' })) as readonly IndexEntry[];
}
