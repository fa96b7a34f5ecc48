/** An opaque ONNX operator, for sampling graphs only. */
import { KantorError } from '@kantor/tensor';
import type { Primitive } from '../primitive.js';

export const onnx: Primitive<'onnx'> = {
  kind: 'onnx',
  infer: ({ shape, dtype }) => ({ shape, dtype }),
  gradient({ op }) {
    throw new KantorError(
      'graph/no-gradient',
      `The ONNX operator '${op.name}' has no gradient here: it can be sampled from, not trained through. ` +
        'Write it with primitives if it must be trained.',
    );
  },
};
