/** Where figures were measured: they mean nothing without it. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { nodeRuntime } from '@kantor/runtime/node';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly date: string;
  /** Runnable processes in the last minute, before the measurement: above 0, others were at work too. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    onnxruntime: nodeRuntime().name,
    date: new Date().toISOString(),
    load: Number(loadavg()[0].toFixed(2)),
  };
}

export function formatMachine({
  cpu,
  cores,
  memoryGiB,
  platform,
  node,
  onnxruntime,
  date,
  load,
}: Machine): string {
  return (
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, node ${node}, ${onnxruntime}\n` +
    `${date}, load before the measurement ${load}`
  );
}
