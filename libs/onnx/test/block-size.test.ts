/** What the block size is found by. */
import { findBlockSize, readOnnx } from '@kantor/onnx';
import { floats } from '@kantor/tensor';
import { expect, it } from 'vitest';

it('is tried on all three convolutions, plain and then in blocks: a plain one is always right', async () => {
  const models: Uint8Array[] = [];
  const size = await findBlockSize((model) => {
    models.push(model);
    // Only the plain model's numbers are those expected.
    const number = floats([1], [models.length]);
    return Promise.resolve({ y: number, dx: number, dw: number });
  });
  expect(size).toBeUndefined();
  const [plain, ...blocked] = models.map((model) => readOnnx(model).operators);
  expect(plain).toMatchObject({ Conv: 2, ConvTranspose: 1 });
  expect(blocked).toHaveLength(2);
  for (const operators of blocked) {
    expect(operators['ReorderInput']).toBe(3);
    expect(operators['Concat']).toBe(3); // the phases of the input gradient: columns twice, then rows
    expect(operators['ConvTranspose']).toBeUndefined();
  }
});
