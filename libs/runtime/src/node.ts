/** ONNX Runtime in Node: the `onnxruntime-node` package behind the runtime port. */
import { KantorError } from '@kantor/tensor';
import { messageOf } from './message.js';
import { loadPackage } from './node/package.js';
import { readPlacement } from './node/placement.js';
import { probeDevice } from './node/probe.js';
import { createSession, sessionOptions } from './node/session.js';
import type { Device, Runtime, Session, SessionOptions } from './runtime.js';

export { copyWebFiles } from './node/copy-web-files.js';

/**
 * ONNX Runtime of the `onnxruntime-node` package. It keeps quiet: failures are exceptions, and its own log is limited
 * to fatal errors.
 * @throws KantorError `runtime/missing` if the package is not installed or has no build for this machine.
 */
export function nodeRuntime(): Runtime {
  const found = loadPackage();
  const { ort, version } = found;
  const open = async (model: Uint8Array, options: SessionOptions): Promise<Session> => {
    const { device } = options;
    try {
      // ONNX Runtime drops a device that it was not built with and goes on without it.
      if (!ort.listSupportedBackends().some(({ name }) => name === device)) {
        throw new Error(`this build has no '${device}'`);
      }
      return createSession(ort, await ort.InferenceSession.create(model, sessionOptions(options)));
    } catch (cause) {
      throw new KantorError(
        'runtime/open',
        `ONNX Runtime ${version} refused the model on ${device}: ${messageOf(cause)}`,
        { cause },
      );
    }
  };
  return {
    name: `onnxruntime-node ${version}`,
    devices: ['cuda', 'webgpu', 'cpu'],
    open,
    probe: (device: Device) => probeDevice(device, found),
    placement: (model, options, feeds) =>
      readPlacement((profile) => open(model, { ...options, profile }), feeds),
  };
}
