/** What the command line says. */
import { createHash } from 'node:crypto';
import { folderName, type Copied } from './copy-assets.js';

export const help = `kantor-sampler copy-assets <folder> [--wasm-only] [--service-worker] [--force]

Copies what pages need into <folder>/${folderName}: the files of onnxruntime-web that browsers fetch, and, for pages
without a bundler, the sampler itself in one file (sampler.js), the element (element.js) and their worker.

  --wasm-only       leaves out the files for WebGPU
  --service-worker  adds what lets pages start without their server: <folder>/service-worker.js
  --force           replaces files of the same names that this command has not put there
  --help            this text

Examples:
  npx -p @kantor/sampler kantor-sampler copy-assets public/
      for a site of Vite, Next and others, or a folder that is served as it is
  npx -p @kantor/sampler kantor-sampler copy-assets public/ --wasm-only
`;

const importMap = `{
  "imports": {
    "@kantor/sampler/web": "./${folderName}/sampler.js",
    "@kantor/sampler/element": "./${folderName}/element.js"
  }
}`;

const policyHash = (text: string): string => createHash('sha256').update(text).digest('base64');

export const offlineReport = `
To start without the server the next time, a page imports this before the sampler:
  import './${folderName}/offline.js';
`;

/** What was done, and how to use it. */
export function report(folder: string, copied: readonly Copied[]): string {
  const megabytes = copied.reduce((total, { bytes }) => total + bytes, 0) / 1e6;
  return `${copied.length} files, ${megabytes.toFixed(1)} MB, are in ${folder}. A browser fetches those of one device alone.

With a bundler nothing else is needed: \`assets\` is '${folderName}/' unless you say otherwise.

Without one, a tag in a page of that folder:
  <script type="module" src="./${folderName}/element.js"></script>
  <kantor-samples src="./generator.onnx" seed="7" count="16"></kantor-samples>

or a module, which needs no import map:
  import { Sampler } from './${folderName}/sampler.js';

or the names that bundlers know, by an import map (a strict policy needs 'sha256-${policyHash(importMap)}' in script-src for it):
<script type="importmap">${importMap}</script>
`;
}
