/** `<kantor-samples>`: importing this registers it; on a server it does nothing. */
import { Sampler } from './web.js';
import { defineElement } from './web/element/define.js';

export type { KantorSamplesElement } from './web/element/define.js';
export type { ErrorDetail, KantorSamplesEventMap, SamplesDetail } from './web/element/events.js';
export type { KantorSamplesProperties } from './web/element/properties.js';
export type { Position } from './web/element/walk.js';

defineElement(Sampler.load);
