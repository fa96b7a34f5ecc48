/** A dense layer: every unit sees every input. x [N, inputs] → [N, units], kernel [inputs, units], bias [units]. */
import { matmul } from '@kantor/graph';
import * as z from 'zod';
import { positiveInteger } from '../atoms.js';
import { denseFans } from '../init.js';
import { requireVector, type Layer, type Site } from './layer.js';
import { weightKeys, weights } from './weights.js';

export const denseSchema = z.strictObject({
  kind: z.literal('dense').describe('Every unit sees every input: [inputs] → [units].'),
  units: positiveInteger.describe('Outputs.'),
  ...weightKeys,
});

export function dense(options: z.output<typeof denseSchema>, site: Site): Layer {
  const { units } = options;
  const inputs = requireVector(site);
  const outputShape = [units];
  const { parameters, kernel, addBias } = weights(site, options, {
    kernel: [inputs, units],
    fans: denseFans(inputs, units),
    output: outputShape,
  });
  return {
    outputShape,
    parameters,
    buffers: [],
    apply: (x, context) => addBias(matmul(x, kernel(context)), context), // [N, units]
  };
}
