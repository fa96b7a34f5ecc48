/** Puts the files of ONNX Runtime beside the page, unchanged and under their own names, in `ort/`. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { copyWebFiles } from '@kantor/runtime/node';
import { webVariants } from '@kantor/runtime/web';
import type { Plugin } from 'vite';

const source = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const names = Object.values(webVariants).flatMap(({ entry, glue, wasm }) => [
  entry.name,
  glue.name,
  wasm.name,
]);

export function ortFiles(): Plugin {
  return {
    name: 'kantor-ort-files',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = names.find((each) => request.url?.split('?')[0] === `/ort/${each}`);
        if (name === undefined) return next();
        response.setHeader('content-type', name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
        createReadStream(join(source, name)).pipe(response);
      });
    },
    writeBundle({ dir }) {
      if (dir !== undefined) copyWebFiles(join(dir, 'ort'));
    },
  };
}
