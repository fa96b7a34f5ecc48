/** A runtime whose sessions are in Chromium, in a worker of a page: for suites that know the port alone. */
import type { Runtime } from '@kantor/runtime';
import { webVersion, type WebRuntimeOptions } from '@kantor/runtime/web';
import type { HostTensor } from '@kantor/tensor';
import { plain, tensorsOf, toBase64 } from '../pages/engine/plain.js';
import type { EnginePage } from './engine-page.js';

/** What the page wrote into its copy of a place goes into the place itself. */
function overwrite(place: HostTensor, result: HostTensor): HostTensor {
  (place.data as Uint8Array).set(result.data as Uint8Array);
  return place;
}

export function remoteRuntime({ ask }: EnginePage, options: WebRuntimeOptions): Runtime {
  return {
    name: `onnxruntime-web ${webVersion}`,
    devices: ['webgpu', 'wasm'],
    probe: (device) => ask('probe', { ...options, device }),
    async open(model, session) {
      const { id, inputNames, outputNames } = await ask('open', options, toBase64(model), session);
      return {
        inputNames,
        outputNames,
        async run(feeds, results = {}) {
          const given = tensorsOf(await ask('runSession', id, plain(feeds), plain(results)));
          return Object.fromEntries(
            Object.entries(given).map(([name, result]) => [
              name,
              Object.hasOwn(results, name) ? overwrite(results[name], result) : result,
            ]),
          );
        },
        release: () => ask('release', id),
      };
    },
  };
}
