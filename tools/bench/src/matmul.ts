/** The yardstick: what ONNX Runtime itself makes of one large matrix product on the same threads. */
import { floats, stream } from '@kantor/tensor';
import { defineProgram, floatOperations, input, matmul } from '@kantor/graph';
import type { Engine, Loaded } from '@kantor/engine';

const size = 2048;
const shape = [size, size];

/** c ← a·b, all three of them states, so that nothing is copied but the product is written. */
function product() {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => input(name, shape));
  const state = [
    { name: 'a', current: a },
    { name: 'b', current: b },
    { name: 'c', current: c, next: matmul(a, b) },
  ];
  return defineProgram({ name: 'product', feeds: [], state, outputs: {} });
}

export const matmulOperations = floatOperations(product());

export function loadMatmul(engine: Engine): Promise<Loaded> {
  const draw = (name: string) => floats(shape, stream(1, name).normal(new Float32Array(size * size)));
  return engine.load({ product: product() }, { a: draw('a'), b: draw('b'), c: draw('c') });
}
