/** The runtime's probe model is a copy, as the runtime knows no graph: it is what would be written today. */
import { add, input } from '@kantor/graph';
import { writeOnnx } from '@kantor/onnx';
import { expect, it } from 'vitest';
import { probeModel } from '../../libs/runtime/src/probe-model.js';

it('is y = x + x as @kantor/onnx writes it', () => {
  const x = input('x', [1]);
  expect(probeModel).toEqual(writeOnnx({ name: 'probe', inputs: [x], outputs: [['y', add(x, x)]] }));
});
