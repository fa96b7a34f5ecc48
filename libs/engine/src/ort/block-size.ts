/** The block size of this machine's CPU, for the engine's programs. */
import { findBlockSize as findByTrying, type BlockSize } from '@kantor/onnx';
import type { Runtime } from '@kantor/runtime';

const found = new Map<string, Promise<BlockSize | undefined>>();

/**
 * The block size with which ONNX Runtime's own convolutions on the `cpu` device are right, tried once per process and
 * runtime; undefined if none is.
 */
export function findBlockSize(runtime: Runtime): Promise<BlockSize | undefined> {
  const tried = found.get(runtime.name);
  if (tried) return tried;
  const trying = findByTrying(async (model, feeds) => {
    const session = await runtime.open(model, { device: 'cpu', threads: 1 });
    return session.run(feeds).finally(() => session.release());
  });
  found.set(runtime.name, trying);
  return trying;
}
