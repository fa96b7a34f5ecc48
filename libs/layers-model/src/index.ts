export { layersModel, type LayersModel, type LayersModelOptions } from './layers-model.js';
export { layersModelFiles, type FileOptions } from './files.js';
export type { KerasLayer, NamedWeight } from './topology.js';
