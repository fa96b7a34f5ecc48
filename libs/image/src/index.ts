export { decodePng, encodePng } from './png.js';
export type { Channels, Raster } from './raster.js';
export { sheet, type SheetOptions } from './sheet.js';
export { toBytes, type Range } from './to-bytes.js';
export { samplePng } from './sample-png.js';
