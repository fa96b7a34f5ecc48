/** All cases by family. A family's golden values, with the inputs of each case, are in golden/<family>.json. */
import { broadcast } from './broadcast.js';
import type { Case } from './case.js';
import { composite } from './composite.js';
import { convolution } from './convolution.js';
import { elementWise } from './element-wise.js';
import { shape } from './shape.js';

export const families: Readonly<Record<string, readonly Case[]>> = {
  'element-wise': elementWise,
  broadcast,
  shape,
  convolution,
  composite,
};
