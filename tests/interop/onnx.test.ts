/** Written models before judges that know nothing of us: ONNX's checker and evaluator, and ONNX Runtime for Python. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultOpset, supportedOpsets, writeOnnx, type OnnxGraph } from '@kantor/onnx';
import type { TensorMap } from '@kantor/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interpret } from '../../libs/graph/test/interpret.js';
import { familyGraph, familyNames, latent, smallGenerator } from '../onnx/graphs.js';
import { normal, runModel, worstError } from '../onnx/run-model.js';

interface Judged {
  readonly graph: OnnxGraph;
  readonly feeds: TensorMap;
  readonly expected: Readonly<Record<string, ArrayLike<number>>>;
}
type Result = Readonly<Record<string, { shape: number[]; data: number[] }>>;
interface Results {
  readonly onnxruntime: Result;
  /** Of ONNX's own evaluator, for {@link evaluated} opsets only: it is slow. */
  readonly reference?: Result;
}
const evaluated: readonly number[] = [defaultOpset, 22];

function generator(): Judged {
  const samples = smallGenerator();
  const z = normal('latents', [3, 6]);
  const [{ data }] = interpret([samples], new Map([['z', z]]));
  const graph = { name: 'generator', inputs: [latent], outputs: [['samples', samples]] } as const;
  return { graph, feeds: { z }, expected: { samples: data } };
}

const judged: readonly (readonly [string, Judged])[] = [
  ...familyNames.map((family) => [family, familyGraph(family)] as const),
  ['generator', generator()],
];
const rows = supportedOpsets.flatMap((opset) => judged.map(([name, model]) => [opset, name, model] as const));

const folder = mkdtempSync(join(tmpdir(), 'kantor-onnx-'));
const fileOf = (opset: number, name: string, end: string) => join(folder, `${name}-${opset}.${end}`);
const asJson = (feeds: TensorMap) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(feeds).map(([name, { shape, data }]) => [
        name,
        { shape, data: Array.from(data as Float32Array) },
      ]),
    ),
  );

beforeAll(() => {
  for (const [opset, name, { graph, feeds }] of rows) {
    writeFileSync(
      fileOf(opset, name, 'onnx'),
      writeOnnx(graph, { opset, metadata: { 'kantor.format': '1' } }),
    );
    writeFileSync(fileOf(opset, name, 'feeds.json'), asJson(feeds));
  }
  const python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
  // Fails with the model's name if one of them is not valid or does not run.
  execFileSync(python, ['tools/reference/onnx_check.py', folder, ...evaluated.map(String)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('is valid, and gives the expected numbers', () => {
  it.each(rows)('opset %i: %s', async (opset, name, { graph, feeds, expected }) => {
    const { onnxruntime, reference } = JSON.parse(
      readFileSync(fileOf(opset, name, 'results.json'), 'utf8'),
    ) as Results;
    expect(reference !== undefined).toBe(evaluated.includes(opset));
    const here = await runModel(writeOnnx(graph, { opset }), feeds);
    for (const [output, numbers] of Object.entries(expected)) {
      expect(worstError(onnxruntime[output].data, numbers), `${output}, ONNX Runtime`).toBeLessThan(1e-5);
      if (reference) {
        expect(worstError(reference[output].data, numbers), `${output}, ONNX's evaluator`).toBeLessThan(1e-5);
      }
      expect(onnxruntime[output].shape).toEqual(here[output].shape);
    }
  });
});
