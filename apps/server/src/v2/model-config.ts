/** A model's configuration as Triton's clients read it: only what is true here, and nothing that Triton alone has. */
import type { Datatype, ModelMetadata, PortMetadata } from '../inference.js';

/** What Triton calls ONNX models that ONNX Runtime runs. */
export const platform = 'onnxruntime_onnx';

interface PortConfig {
  readonly name: string;
  readonly data_type: `TYPE_${Datatype}`;
  readonly dims: readonly number[];
}

export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly version_policy: { readonly specific: { readonly versions: readonly number[] } };
  readonly max_batch_size: number;
  readonly input: readonly PortConfig[];
  readonly output: readonly PortConfig[];
  readonly dynamic_batching?: {
    readonly preferred_batch_size: readonly number[];
    readonly max_queue_delay_microseconds: number;
    readonly priority_levels: number;
    readonly default_priority_level: number;
  };
  readonly instance_group?: readonly {
    readonly name: string;
    readonly count: number;
    readonly kind: `KIND_${'CPU' | 'GPU'}`;
  }[];
}

/**
 * Triton's dims leave the batch out, and may not be empty. So a model with a list of labels, which has no axis but the
 * batch, is told of without batching, its shapes complete.
 */
function leavesBatchOut({ batching, inputs, outputs }: ModelMetadata): boolean {
  return (
    batching !== undefined &&
    [...inputs, ...outputs].every(({ shape }) => shape.length > 1 && shape[0] === -1)
  );
}

export function modelConfig(metadata: ModelMetadata): ModelConfig {
  const { name, versions, inputs, outputs, batching, instances } = metadata;
  const batched = leavesBatchOut(metadata);
  const configOf = ({ name, datatype, shape }: PortMetadata): PortConfig => ({
    name,
    data_type: `TYPE_${datatype}`,
    dims: batched ? shape.slice(1) : shape,
  });
  return {
    name,
    platform,
    backend: 'onnxruntime',
    version_policy: { specific: { versions: versions.map(Number) } },
    max_batch_size: batched && batching ? batching.most : 0,
    input: inputs.map(configOf),
    output: outputs.map(configOf),
    ...(batched && batching ? { dynamic_batching: dynamicBatching(batching) } : {}),
    ...(instances ? { instance_group: [instanceGroup(name, instances)] } : {}),
  };
}

function dynamicBatching({ buckets, delay }: NonNullable<ModelMetadata['batching']>) {
  return {
    preferred_batch_size: buckets,
    max_queue_delay_microseconds: Math.round(delay * 1000),
    priority_levels: 9,
    default_priority_level: 5,
  };
}

function instanceGroup(model: string, { count, kind }: NonNullable<ModelMetadata['instances']>) {
  return { name: `${model}_0`, count, kind: kind === 'gpu' ? 'KIND_GPU' : 'KIND_CPU' } as const;
}
