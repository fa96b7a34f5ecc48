/** The models in models/, and the JSON Schema beside them. */
import { input } from '@kantor/graph';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { modelPage } from '../scripts/model-page.mjs';
import {
  buildNetworks,
  dataShape,
  modelJsonSchema,
  parameterCount,
  parseModel,
  type Network,
} from '../src/index.js';

const folder = new URL('../../../models/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Trainable numbers of generator and critic, counted by hand from the layers. */
const counts: Record<string, [generator: number, critic: number]> = {
  'mnist-wgan': [
    100 * 6272 + 2 * 128 + 128 * 64 * 16 + 2 * 64 + 64 * 16,
    64 * 16 + 64 * 128 * 16 + 2 * 128 + 6272,
  ],
  'dcgan-64': [
    (100 * 512 + 512 * 256 + 256 * 128 + 128 * 64 + 64 * 3) * 16 + 2 * (512 + 256 + 128 + 64),
    (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512) * 16 + 2 * (128 + 256 + 512),
  ],
  'mlp-64': [101 * 512 + 3 * 513 * 512 + 513 * 12288, 2765568],
  'eight-gaussians': [3 * 512 + 2 * 513 * 512 + 513 * 2, 3 * 512 + 2 * 513 * 512 + 513],
};

function outputShape(network: Network, training: boolean) {
  const shapes = new Map([...network.parameters, ...network.buffers].map(({ name, shape }) => [name, shape]));
  const batch = training ? 4 : 'N';
  return network.apply(input('x', [batch, ...network.inputShape]), {
    training,
    read: (name) => input(name, shapes.get(name) ?? []),
    noise: (name, shape) => input(name, shape),
  }).output.shape;
}

describe('models', () => {
  it('holds the eleven', () => {
    expect(names.sort()).toEqual(
      [
        ...['mnist-wgan-gp', 'mnist-wgan', 'mnist-dcgan', 'fashion-wgan-gp', 'cifar10-wgan-gp'],
        ...['dcgan-64', 'mlp-64', 'dcgan-64-nobn', 'eight-gaussians', 'twentyfive-gaussians', 'swiss-roll'],
      ].sort(),
    );
  });

  describe.each(names)('%s', (name) => {
    const spec = parseModel(read(`${name}/model.json`), name);
    const { generator, critic } = buildNetworks(spec);

    it('is called like its folder, explains itself and names the schema', () => {
      expect(spec.name).toBe(name);
      expect(spec.description).toMatch(/^[A-Z].*\.$/);
      expect(spec.$schema).toBe('../model.schema.json');
      const readme = readFileSync(new URL(`${name}/README.md`, folder), 'utf8');
      expect(readme).toContain(`trainer:train --model=${name}`);
      for (const [count] of readme.matchAll(/\d+,\d{3}(?:,\d{3})*(?= parameters)/g)) {
        expect([generator, critic].map(parameterCount)).toContain(Number(count.replaceAll(',', '')));
      }
    });

    it('goes from latents to samples to scores, in training and for any batch', () => {
      const sample = dataShape(spec.data);
      expect(outputShape(generator, false)).toEqual(['N', ...sample]);
      expect(outputShape(generator, true)).toEqual([4, ...sample]);
      expect(outputShape(critic, false)).toEqual(['N', 1]);
      expect(outputShape(critic, true)).toEqual([4, 1]);
    });

    it('has parameters with names of their own, and as many as expected', () => {
      const all = [generator, critic].flatMap((network) => [...network.parameters, ...network.buffers]);
      expect(new Set(all.map((tensor) => tensor.name)).size).toBe(all.length);
      const [ofGenerator, ofCritic] = [generator, critic].map(parameterCount);
      if (counts[name]) expect([ofGenerator, ofCritic]).toEqual(counts[name]);
      expect(Math.min(ofGenerator, ofCritic)).toBeGreaterThan(10_000);
      expect(Math.max(ofGenerator, ofCritic)).toBeLessThan(10_000_000);
    });
  });
});

describe('model.schema.json', () => {
  it('is what the schema of libs/spec says', () => {
    const stale = 'models/model.schema.json is stale; run: npm run schema -w @kantor/spec';
    expect(existsSync(new URL('model.schema.json', folder)), stale).toBe(true);
    expect(read('model.schema.json'), stale).toEqual(modelJsonSchema());
  });

  it('is what docs/model.md is made of', async () => {
    const path = fileURLToPath(new URL('../docs/model.md', folder));
    const page = await format(modelPage(modelJsonSchema()), {
      ...(await resolveConfig(path)),
      filepath: path,
    });
    const stale = 'docs/model.md is stale; run: npm run schema -w @kantor/spec';
    expect(readFileSync(path, 'utf8'), stale).toBe(page);
  });

  it('completes layers by kind, with defaults and descriptions', () => {
    const { $defs } = modelJsonSchema() as {
      $defs: { layer: { oneOf: { properties: Record<string, object> }[] } };
    };
    const conv = $defs.layer.oneOf.find(
      ({ properties }) => 'const' in properties.kind && properties.kind.const === 'conv',
    );
    expect(conv).toMatchObject({
      additionalProperties: false,
      required: ['kind', 'filters', 'kernel'],
      properties: { stride: { default: 1, description: expect.any(String) }, padding: { default: 'same' } },
    });
  });
});
