/** Every primitive, written for every opset, gives in onnxruntime-node the numbers that JAX gives. */
import { supportedOpsets, writeOnnx } from '@kantor/onnx';
import { describe, expect, it } from 'vitest';
import { familyGraph, familyNames } from './graphs.js';
import { runModel, worstError } from './run-model.js';

describe.each(familyNames)('%s', (family) => {
  const { graph, feeds, expected } = familyGraph(family);

  it.each([...supportedOpsets])('opset %i', async (opset) => {
    const results = await runModel(writeOnnx(graph, { opset }), feeds);
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, numbers] of Object.entries(expected)) {
      expect(worstError(results[name].data as Float32Array, numbers), name).toBeLessThan(1e-5);
    }
  });
});
