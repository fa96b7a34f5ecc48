/** What the protocol's routes refuse: requests to them, and what every refusal has. */
import { afterAll, beforeAll, expect } from 'vitest';
import { latentsRequest } from './infer.js';
import { startV2App, type V2App } from './v2-app.js';

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly requestId?: string;
}

/** Sends a body to the model `double`, or another. */
export type Send = (
  body: Buffer | string,
  headers?: Record<string, string>,
  model?: string,
) => Promise<Refused>;

/** One application for all tests of a file. */
export function useRefusals(): { readonly send: Send; readonly app: () => V2App } {
  let app: V2App;
  beforeAll(async () => {
    app = await startV2App();
  });
  afterAll(() => app.close());
  return {
    app: () => app,
    async send(body, headers = {}, model = 'double') {
      const response = await fetch(`${app.address}/v2/models/${model}/infer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: new Uint8Array(Buffer.from(body)),
      });
      return { status: response.status, ...((await response.json()) as { code: string; error: string }) };
    },
  };
}

/** The status, the code, and an error that has these words and is for people. */
export async function expectRefusal(refused: Promise<Refused>, code: string, words: RegExp, status = 400) {
  const { error, requestId: _, ...rest } = await refused;
  expect(rest).toEqual({ status, code });
  expect(error).toMatch(words);
  expect(error.length).toBeLessThan(400);
  expect(error).not.toMatch(/undefined|\[object|node_modules|RangeError|TypeError/);
}

export const json = (value: unknown) => JSON.stringify(value);
/** A case of one input that is another. */
export const tensorRow = (name: string, input: object, words: RegExp) =>
  [name, json(latentsRequest(input)), words] as const;
/** A case of a request that is another. */
export const requestRow = (name: string, request: object, words: RegExp) =>
  [name, json(latentsRequest({}, request)), words] as const;
