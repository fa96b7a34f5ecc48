/** Names of element types in a safetensors file, and ours for them. */
import type { DType } from '@kantor/tensor';

export const safetensorsName = {
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  int64: 'I64',
  uint8: 'U8',
  bool: 'BOOL',
} as const satisfies Record<DType, string>;

export const dtypeByName: ReadonlyMap<string, DType> = new Map(
  (Object.keys(safetensorsName) as DType[]).map((dtype) => [safetensorsName[dtype], dtype]),
);

/** Names that a tensor cannot have: the format's own key, and the one that JavaScript objects treat apart. */
export const reservedNames: readonly string[] = ['__metadata__', '__proto__'];
