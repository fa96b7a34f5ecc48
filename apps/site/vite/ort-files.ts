/** Puts the files of ONNX Runtime beside the page, unchanged and under their own names, in `ort/`. */
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { webVariants } from '@kantor/runtime/web';
import type { Plugin } from 'vite';

const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const names = Object.values(webVariants).flatMap(({ entry, glue, wasm }) => [
  entry.name,
  glue.name,
  wasm.name,
]);

const typeOf = (name: string): string => (name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');

export function ortFiles(): Plugin {
  return {
    name: 'kantor-ort-files',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = names.find((each) => request.url?.split('?')[0] === `/ort/${each}`);
        if (name === undefined) return next();
        response.setHeader('content-type', typeOf(name));
        createReadStream(join(folder, name)).pipe(response);
      });
    },
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: 'asset', fileName: `ort/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
