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
  run: ['tensor', 'spec', 'checkpoint'],
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
  ],
};

/** The projects that are applications: nothing may import them. @type {readonly string[]} */
export const applications = ['trainer', 'export'];

/** Libraries that are for Node alone; all others keep what needs Node in `node.ts` and `node/`. @type {readonly string[]} */
export const forNodeOnly = ['checkpoint', 'cli', 'run'];

/**
 * Entries of a library that a project may not use, although it may import the library: the training loop knows the
 * port of the engines and never one of them.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const forbiddenEntries = {
  wgan: ['@kantor/engine/ort', '@kantor/engine/node'],
};

/** @param {string} project */
export function tagOf(project) {
  return `${applications.includes(project) ? 'app' : 'lib'}:${project}`;
}

/** @param {string} project */
export function folderOf(project) {
  return `${applications.includes(project) ? 'apps' : 'libs'}/${project}`;
}
