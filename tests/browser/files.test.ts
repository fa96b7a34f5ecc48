/** What a page says when the files of ONNX Runtime are not what they should be. */
import type { ServerResponse } from 'node:http';
import { webVariants } from '@kantor/runtime/web';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest } from './support/engine-page.js';

const browser = useBrowser({ webgpu: false });

const { entry, glue, wasm } = webVariants.wasm;
type Answer = (response: ServerResponse) => void;
const notFound: Answer = (response) => response.writeHead(404).end();
const page: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
const asText: Answer = (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('');
const other: Answer = (response) =>
  response
    .writeHead(200, { 'content-type': 'text/javascript' })
    .end("export const env = { versions: { web: '1.29.0' } };");
const cut: Answer = (response) =>
  response
    .writeHead(200, { 'content-type': 'application/wasm' })
    .end(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1]));

describe('a file that', () => {
  it.each([
    ['is missing', entry.name, notFound, `${entry.name} answered 404.`],
    ['is missing beside others', wasm.name, notFound, `${wasm.name} answered 404.`],
    [
      'is answered with the page of an application',
      glue.name,
      page,
      `${glue.name} is answered with a page of HTML.`,
    ],
    [
      'comes as plain text',
      entry.name,
      asText,
      `${entry.name} came as text/plain, and browsers run modules as text/javascript alone.`,
    ],
    ['is of another release', entry.name, other, `${entry.name} is of release 1.29.0.`],
    ['is cut short', wasm.name, cut, 'reached end while decoding section length'],
  ])('%s is named, with what to do', async (_what, name, answer, fault) => {
    const { ask } = await openForTest(browser(), { instead: { [assets + name]: answer } });
    const report = await ask('probe', { assets, device: 'wasm' });
    expect(report).toEqual({
      device: 'wasm',
      available: false,
      reason: expect.stringMatching(/^ONNX Runtime could not start: \S.*\.$/),
      fix: expect.stringMatching(
        /^The folder http:\S+\/ort\/ must hold the files of onnxruntime-web 1\.30\.0, unchanged\. Once/,
      ),
    });
    expect(report.reason).toContain(fault);
    // What could not start is not tried again, and the reason stays.
    expect(await ask('probe', { assets, device: 'wasm' })).toEqual(report);
    await expect(ask('run', { assets, device: 'wasm' }, {})).rejects.toMatchObject({
      code: 'runtime/missing',
      message: `${report.reason} ${report.fix}`,
    });
  });
});

it('a folder may be named without its last slash', async () => {
  const { ask } = await openForTest(browser());
  expect(await ask('run', { assets: '/ort', device: 'wasm' }, {})).toEqual([2]);
});
