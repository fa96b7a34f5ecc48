export { KantorError, type ErrorCode } from './error.js';
export { allocate, bytesPerElement, dtypes, viewAs, type DType, type TypedArrays } from './dtype.js';
export { formatValue } from './format-value.js';
export { fromFloat16, toFloat16 } from './float16.js';
export {
  broadcastShapes,
  formatShape,
  isStatic,
  normalizeAxis,
  requireStatic,
  sameShape,
  sizeOf,
  type Dim,
  type Shape,
  type StaticShape,
} from './shape.js';
export {
  filled,
  floats,
  isFloat,
  scalarOf,
  tensor,
  zeros,
  type FloatTensor,
  type HostTensor,
  type TensorMap,
} from './host-tensor.js';
export { rngAlgorithm, requireSeed, stream, type RandomStream } from './random.js';
