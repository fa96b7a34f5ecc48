/** Product of two matrices, either of which may be given transposed. */
import { requireFloat, shapeError, type Primitive } from '../primitive.js';

export const matmul: Primitive<'matmul'> = {
  kind: 'matmul',
  infer({ transposeA, transposeB }, inputs) {
    requireFloat('matmul', inputs);
    const [a, b] = inputs.map((value) => value.shape);
    if (a.length !== 2 || b.length !== 2) return shapeError('matmul', 'two matrices', inputs);
    const [rows, inner] = transposeA ? [a[1], a[0]] : a;
    const [innerB, columns] = transposeB ? [b[1], b[0]] : b;
    if (inner !== innerB) {
      const wanted = `${transposeA ? '[k, m]' : '[m, k]'} and ${transposeB ? '[n, k]' : '[k, n]'} with one k`;
      return shapeError('matmul', wanted, inputs);
    }
    return { shape: [rows, columns], dtype: 'float32' };
  },
  gradient({ op: { transposeA, transposeB }, inputs: [a, b], dy, ops }) {
    // With C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC; a transposed operand transposes its own gradient.
    const da = transposeA
      ? () => ops.matmul(b, dy, { transposeA: transposeB, transposeB: true })
      : () => ops.matmul(dy, b, { transposeB: !transposeB });
    const db = transposeB
      ? () => ops.matmul(dy, a, { transposeA: true, transposeB: transposeA })
      : () => ops.matmul(a, dy, { transposeA: !transposeA });
    return [da, db];
  },
};
