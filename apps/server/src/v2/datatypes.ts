/** The protocol's names of element types, and ours. */
import type { DType, HostTensor } from '@kantor/tensor';
import type { Datatype } from '../inference.js';

export const dtypeOf = { FP32: 'float32', INT32: 'int32', INT64: 'int64' } as const satisfies Record<
  Datatype,
  DType
>;

const names: Partial<Record<DType, Datatype>> = { float32: 'FP32', int32: 'INT32', int64: 'INT64' };

/** @throws Error for what no model here gives: a bug of ours, and no fault of the caller. */
export function datatypeOf({ dtype }: HostTensor): Datatype {
  const name = names[dtype];
  if (name === undefined) throw new Error(`The protocol's tensors are not offered as ${dtype}.`);
  return name;
}
