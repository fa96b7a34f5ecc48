/** Every primitive, written for every opset, gives in onnxruntime-node the numbers that JAX gives. */
import type { InputValue, Value } from '@kantor/graph';
import { supportedOpsets, writeOnnx } from '@kantor/onnx';
import { floats, type FloatTensor } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { families } from '../../libs/graph/test/cases/index.js';
import { goldenCases, graphsOf } from '../../libs/graph/test/golden.js';
import { runModel, worstError } from './run-model.js';

/** All cases of a family in one graph, which is not simplified: what is written is what the builders made. */
function familyGraph(family: string) {
  const names = new Set(families[family].map(({ name }) => name));
  const inputs: InputValue[] = [];
  const outputs: [string, Value][] = [];
  const feeds: Record<string, FloatTensor> = {};
  const expected: Record<string, readonly number[]> = {};
  for (const { name, build, golden } of goldenCases().filter((row) => names.has(row.name))) {
    const own = Object.entries(golden.inputs).map(([input, tensor]) => [`${name}/${input}`, tensor] as const);
    const graphs = graphsOf({ build, golden: { ...golden, inputs: Object.fromEntries(own) } });
    inputs.push(...graphs.inputs);
    for (const [input, { shape, data }] of own) feeds[input] = floats(shape, data);
    const results = [graphs.output, ...graphs.first, ...graphs.second];
    const numbers = [golden.output.data, ...golden.first, ...golden.second];
    results.forEach((value, i) => {
      outputs.push([`${name}/result ${i}`, value]);
      expected[`${name}/result ${i}`] = numbers[i];
    });
  }
  return { graph: { name: family, inputs, outputs }, feeds, expected };
}

describe.each(Object.keys(families))('%s', (family) => {
  const { graph, feeds, expected } = familyGraph(family);

  it.each([...supportedOpsets])('opset %i', async (opset) => {
    const results = await runModel(writeOnnx(graph, { opset }), feeds);
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, numbers] of Object.entries(expected)) {
      expect(worstError(results[name].data as Float32Array, numbers), name).toBeLessThan(1e-5);
    }
  });
});
