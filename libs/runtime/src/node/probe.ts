/**
 * Tries a device with a tiny model. GPUs are tried in a child process: drivers write to stderr on their own, and a
 * broken one takes the process with it. What the child's stderr says becomes part of the reason.
 */
import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arch, execPath, platform } from 'node:process';
import type { OrtPackage } from './package.js';
import { probeFeeds, probeModel } from '../probe-model.js';
import type { Device, DeviceReport } from '../runtime.js';
import { messageOf, readable, sentence } from '../message.js';
import { createSession, sessionOptions } from './session.js';

const advice: Readonly<Record<Device, string>> = {
  cpu: 'Reinstall onnxruntime-node.',
  cuda: 'It needs an NVIDIA driver, and the CUDA and cuDNN that this provider was built for.',
  webgpu: 'It needs a GPU with a Vulkan, Metal or Direct3D 12 driver.',
  wasm: 'It is for browsers; use cpu in Node.',
};

const providerFile =
  platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';

/** The program of the child: CommonJS, for `node -e`. It prints one line of JSON. */
const childProgram = `
const [entry, device, model] = process.argv.slice(1);
const ort = require(entry);
const say = (answer) => process.stdout.write(JSON.stringify(answer), () => process.exit());
ort.env.logLevel = 'error';
ort.InferenceSession.create(Buffer.from(model, 'base64'), { executionProviders: [device, 'cpu'], logSeverityLevel: 3 })
  .then((session) => session.run({ x: new ort.Tensor('float32', [1], [1]) }))
  .then(() => say({ ok: true }), (error) => say({ ok: false, message: String(error.message) }));
`;

const timeout = 60_000;

/** What stopped the device, in one line; undefined if nothing did. */
function askChild(device: Device, entry: string): Promise<string | undefined> {
  const model = Buffer.from(probeModel).toString('base64');
  const args = ['-e', childProgram, entry, device, model];
  return new Promise((resolve) => {
    execFile(execPath, args, { timeout, windowsHide: true }, (error, stdout, stderr) => {
      const [answer] = /\{"ok":.*\}$/m.exec(stdout) ?? [];
      const { ok, message } = answer
        ? (JSON.parse(answer) as { ok: boolean; message?: string })
        : { ok: false, message: endOf(error) };
      const [firstLine = ''] = stderr.split('\n').filter((line) => line.trim() !== '');
      const detail = readable(firstLine).replace(/^warning: /i, '');
      resolve(ok ? undefined : readable(message ?? '') + (detail === '' ? '' : ` (${detail})`));
    });
  });
}

function endOf(error: ExecFileException | null): string {
  if (error?.killed) return `It did not answer in ${timeout / 1000} s`;
  return `The process that tried it ended with ${error?.signal ?? `exit code ${error?.code}`}`;
}

async function askHere({ ort }: OrtPackage): Promise<string | undefined> {
  try {
    const session = createSession(
      ort,
      await ort.InferenceSession.create(probeModel, sessionOptions({ device: 'cpu', threads: 1 })),
    );
    await session.run(probeFeeds).finally(() => session.release());
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

type Absence = Pick<DeviceReport, 'reason' | 'fix'>;

/** Why the device cannot be there, as far as files and the package's own list tell. */
function missing(device: Device, { ort, nativeFolder }: OrtPackage): Absence | undefined {
  const built = ort.listSupportedBackends().map(({ name }) => name);
  if (!built.includes(device)) {
    const has = `onnxruntime-node for ${platform}-${arch} has no ${device}; it has ${built.join(', ')}.`;
    return { reason: has, fix: advice[device] };
  }
  if (device === 'cuda' && !existsSync(join(nativeFolder, providerFile))) {
    return {
      reason: `${providerFile} is not installed: the npm package comes without it.`,
      fix: 'On Linux x64 with an NVIDIA driver, `node node_modules/onnxruntime-node/script/install.js` fetches it; see docs/gpu.md.',
    };
  }
  return undefined;
}

export async function probeDevice(device: Device, found: OrtPackage): Promise<DeviceReport> {
  const absent = missing(device, found);
  if (absent !== undefined) return { device, available: false, ...absent };
  const trouble = await (device === 'cpu' ? askHere(found) : askChild(device, found.entry));
  return trouble === undefined
    ? { device, available: true, reason: `onnxruntime-node ${found.version}` }
    : { device, available: false, reason: sentence(trouble), fix: advice[device] };
}
