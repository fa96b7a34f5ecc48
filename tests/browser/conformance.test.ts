/** The suites of the ports, Runtime and Engine, on every device that Chromium has. */
import { ortEngine } from '@kantor/engine/ort';
import type { Runtime } from '@kantor/runtime';
import { beforeAll, describe } from 'vitest';
import { describeEngine } from '../../libs/engine/test/conformance.js';
import { describeSessions } from '../../libs/runtime/test/conformance.js';
import { useBrowser } from './support/chromium.js';
import { assets, openEnginePage } from './support/engine-page.js';
import { remoteRuntime } from './support/remote-runtime.js';

describe.each([
  { device: 'wasm', noFloat16: undefined },
  { device: 'webgpu', noFloat16: 'SwiftShader has no shader-f16' },
] as const)('on $device', ({ device, noFloat16 }) => {
  const browser = useBrowser({ webgpu: true });
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = remoteRuntime(await openEnginePage(browser()), { assets });
  });

  describeSessions('onnxruntime-web', (model) => runtime.open(model, { device }), noFloat16);
  describeEngine('the engine', () => ortEngine(runtime, { device }), {
    cycles: 'memory.test.ts looks there',
  });
});
