/** Who may import whom: the one table behind the lint rule, the drawing in docs/architecture.md and their tests. */

/** The libraries that each project may import, by folder name. @type {Readonly<Record<string, readonly string[]>>} */
export const mayImport = {
  tensor: [],
  graph: ['tensor'],
  spec: ['tensor', 'graph'],
  onnx: ['tensor', 'graph'],
  runtime: ['tensor'],
  engine: ['tensor', 'graph', 'onnx', 'runtime'],
  checkpoint: ['tensor'],
  dataset: ['tensor'],
  image: ['tensor'],
  cli: ['tensor'],
  wgan: ['tensor', 'graph', 'spec', 'engine', 'checkpoint'],
  run: ['tensor', 'spec'],
  sampler: ['tensor', 'onnx', 'runtime', 'image'],
  'layers-model': ['tensor', 'spec'],
  trainer: [
    'tensor',
    'graph',
    'spec',
    'onnx',
    'runtime',
    'engine',
    'checkpoint',
    'dataset',
    'image',
    'cli',
    'wgan',
    'run',
  ],
  export: [
    'tensor',
    'graph',
    'spec',
    'onnx',
    'runtime',
    'engine',
    'checkpoint',
    'image',
    'cli',
    'wgan',
    'run',
    'layers-model',
  ],
  server: ['tensor', 'spec', 'onnx', 'runtime', 'image', 'cli', 'sampler'],
  site: ['tensor', 'spec', 'runtime', 'engine', 'dataset', 'image', 'wgan', 'sampler'],
  bench: ['tensor', 'graph', 'spec', 'onnx', 'runtime', 'engine', 'dataset', 'cli', 'wgan', 'run', 'sampler'],
};

/** The projects that nothing may import, and the folder that each kind lives in; all others are libraries. */
export const applications = ['trainer', 'export', 'server', 'site'];
export const tools = ['bench'];

/** Libraries that are for Node alone; all others keep what needs Node in `node.ts` and `node/`. @type {readonly string[]} */
export const forNodeOnly = ['checkpoint', 'cli', 'run'];

/** Applications that are pages; all others run in Node. @type {readonly string[]} */
export const forBrowsersOnly = ['site'];

/** The training loop knows the port of the engines and never one of them. */
const noEngine = 'This library knows the port and is given an implementation; it does not choose one.';

/**
 * Entries of a library that a project may not use, although it may import the library.
 * With `onlyInNode`, what is in `node.ts` and `node/` may.
 * @type {Readonly<Record<string, readonly { readonly name: string, readonly message: string, readonly onlyInNode?: boolean }[]>>}
 */
export const forbiddenEntries = {
  wgan: ['@kantor/engine/ort', '@kantor/engine/node', '@kantor/engine/tfjs'].map((name) => ({
    name,
    message: noEngine,
  })),
  sampler: [
    {
      name: '@kantor/onnx',
      onlyInNode: true,
      message:
        'A page would load a decoder of whole models: @kantor/onnx/header reads what a sampler must know.',
    },
  ],
};

/** @param {string} project */
export function tagOf(project) {
  return `${kindOf(project)}:${project}`;
}

/** @param {string} project */
export function folderOf(project) {
  return { app: 'apps', tool: 'tools', lib: 'libs' }[kindOf(project)] + `/${project}`;
}

/** @param {string} project */
function kindOf(project) {
  if (applications.includes(project)) return 'app';
  return tools.includes(project) ? 'tool' : 'lib';
}
