export { gridNodes, type Extent, type GridFunction } from './grid-function.js';
export { levelSets, type LevelSet, type Place } from './level-sets.js';
export { decodePng, encodePng } from './png.js';
export type { Channels, Raster } from './raster.js';
export { sheet, type SheetOptions } from './sheet.js';
export { toBytes, type Range } from './to-bytes.js';
export { samplePng } from './sample-png.js';
