/** Requests to a server, as plain as HTTP lets them be, and their answers whole. */
import { Agent, request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { expect } from 'vitest';
import { faults, type FaultCode } from '../../../apps/server/src/faults.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
  readonly agent?: Agent;
}

/** Connections are kept: what is measured is the server, not the making of sockets. */
const usual = new Agent({ keepAlive: true, maxSockets: 256 });

function optionsOf({ method, headers, body, signal, agent = usual }: Question): RequestOptions {
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...length, ...headers },
    agent,
    ...(signal ? { signal } : {}),
  };
}

/** @throws what the connection throws; a status is never thrown. */
export function ask(base: { readonly url: string }, path: string, question: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(base.url), { ...optionsOf(question), path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body, text: body.toString() });
      });
    });
    request.on('error', reject);
    request.end(question.body);
  });
}

/** A body of JSON, as text or as what is to be one. */
export function json(value: unknown, headers: Question['headers'] = {}): Question {
  const body = typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value);
  return { body, headers: { 'Content-Type': 'application/json', ...headers } };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what it asked for
export function jsonOf({ text }: Answer): any {
  return JSON.parse(text);
}

/** Places in code, and files of this machine: neither may stand in an error. */
const stack = /(?:^|\n|\\n)\s*at\s+\S+/;
const absolutePath =
  /(?<![\w.:/<])\/(?:home|root|tmp|usr|var|etc|work|opt|proc|dev|app|node_modules)\/[\w.@+-]+/;

/** An error as every error must be: in one form, with a code of the table and its status, and nothing of this machine. */
export function expectFault({ status, headers, text }: Answer, code?: FaultCode): void {
  const told = JSON.parse(text) as Record<string, unknown>;
  const known = faults[told['code'] as FaultCode] as { status: number } | undefined;
  expect({ code: told['code'], status }, text).toEqual({ code: code ?? told['code'], status: known?.status });
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(text).not.toMatch(stack);
  expect(text).not.toMatch(absolutePath);
  expect(told['error']).toEqual(expect.stringMatching(/\S/));
  expect(told['requestId']).toEqual(expect.stringMatching(/\S/));
}

/** Asks and expects the fault. */
export async function refused(
  base: { readonly url: string },
  path: string,
  question: Question,
  code: FaultCode,
): Promise<Answer> {
  const answer = await ask(base, path, question);
  expectFault(answer, code);
  return answer;
}

/** Whether it answers at all, and well. */
export async function expectAlive(base: { readonly url: string }): Promise<void> {
  expect(await ask(base, '/v2/health/live')).toMatchObject({ status: 200, text: '{"live":true}' });
}
