/** The trained generators that are kept beside their specs: small, of the very spec in their folder, and alive. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOnnx } from '@kantor/onnx';
import { modelHash, readModelFile } from '@kantor/run';
import { drawLatents } from '@kantor/wgan';
import { describe, expect, it } from 'vitest';
import { runModel } from '../onnx/run-model.js';

const models = fileURLToPath(new URL('../../models/', import.meta.url));
const shipped = readdirSync(models).filter((name) => existsSync(`${models}${name}/generator.onnx`));

it('there is one for MNIST', () => {
  expect(shipped).toContain('mnist-wgan-gp');
});

describe.each(shipped)('the generator of %s', (name) => {
  const bytes = readFileSync(`${models}${name}/generator.onnx`);

  it('is small', () => {
    expect(bytes.length).toBeLessThanOrEqual(2_000_000);
  });

  it('was trained from the model.json beside it', () => {
    const { metadata } = readOnnx(bytes);
    expect(metadata['kantor.model']).toBe(name);
    expect(metadata['kantor.spec.sha256']).toBe(modelHash(readModelFile(`${models}${name}/model.json`)));
  });

  it('makes images that differ from each other', async () => {
    const { latent } = readModelFile(`${models}${name}/model.json`);
    const { samples } = await runModel(bytes, { latent: drawLatents(latent, 16, 1, 'latent') });
    const data = samples.data as Float32Array; // [16, C, H, W]
    const size = data.length / 16;
    const images = Array.from({ length: 16 }, (_, i) => data.slice(i * size, (i + 1) * size));
    const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]));
    for (const [i, image] of images.entries()) {
      expect(Math.min(...image)).toBeGreaterThan(-1.0001); // tanh, rounded
      expect(Math.max(...image)).toBeLessThan(1.0001);
      for (const other of images.slice(i + 1)) expect(distance(image, other)).toBeGreaterThan(1);
    }
  });
});
