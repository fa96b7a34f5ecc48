/** The GPU goes away while a page uses it, as it does when its driver is reset. */
import { setTimeout } from 'node:timers/promises';
import { input, matmul, type Value } from '@kantor/graph';
import { writeOnnx } from '@kantor/onnx';
import type { Session } from '@kantor/runtime';
import { floats, zeros } from '@kantor/tensor';
import { expect, it } from 'vitest';
import { probeFeeds, probeModel } from '../../libs/runtime/src/probe-model.js';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest } from './support/engine-page.js';
import { remoteRuntime } from './support/remote-runtime.js';

const browser = useBrowser({ webgpu: true });
async function crashGpu(): Promise<void> {
  const devtools = await browser().newBrowserCDPSession();
  await devtools.send('Browser.crashGpuProcess');
}
const lost = {
  code: 'runtime/lost',
  message: expect.stringMatching(/^The GPU device was lost \(.+\), and every session on it\. Release these/),
};

/** y = x·x·…·x for x [512, 512]: seconds of work for SwiftShader. */
function heavyModel(): Uint8Array {
  const x = input('x', [512, 512]);
  let y: Value = x;
  for (let i = 0; i < 12; i++) y = matmul(y, x);
  return writeOnnx({ name: 'heavy', inputs: [x], outputs: [['y', y]] });
}

it('a run in flight fails too', async () => {
  const runtime = remoteRuntime(await openForTest(browser()), { assets });
  const session = await runtime.open(heavyModel(), { device: 'webgpu' });
  const x = zeros('float32', [512, 512]);
  let ended = false;
  const running = expect(session.run({ x }).finally(() => (ended = true))).rejects.toMatchObject(lost);
  await setTimeout(200);
  expect(ended).toBe(false);
  await crashGpu();
  await running;
  await session.release();
});

it('sessions fail at once and say so; when they are released, new ones work', async () => {
  const runtime = remoteRuntime(await openForTest(browser()), { assets });
  const open = () => runtime.open(probeModel, { device: 'webgpu' });
  const sessions = [await open(), await open()];
  const run = async (session: Session) => (await session.run(probeFeeds))['y'];
  const two = floats([1], [2]);
  for (const session of sessions) expect(await run(session)).toEqual(two);

  await crashGpu();
  // The page hears of it a moment later, in a run or before it.
  await expect.poll(() => run(sessions[0]).then(() => 'runs', String), { timeout: 20_000 }).not.toBe('runs');
  for (const session of sessions) await expect(run(session)).rejects.toMatchObject(lost);

  await Promise.all(sessions.map((session) => session.release()));
  const again = await open();
  expect(await run(again)).toEqual(two);
  await again.release();
});
