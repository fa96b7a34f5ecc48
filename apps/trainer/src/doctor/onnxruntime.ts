/** What the GPU devices of onnxruntime-node need, read from its files. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { neededLibraries } from './elf.js';

export interface CudaProvider {
  /** Whether the provider, which the npm package comes without, was fetched. */
  readonly installed: boolean;
  /** Libraries that it is linked with, and cuDNN, which it opens by name. */
  readonly libraries: readonly string[];
  /** The CUDA version that the install script fetches a provider for, such as `12`; undefined for other systems. */
  readonly offered?: string;
  /** The command that fetches it. */
  readonly fetch: string;
}

/** Of every provider since ONNX Runtime 1.19 (onnxruntime.ai, "CUDA Execution Provider", requirements). */
const cudnn = 'libcudnn.so.9';

/** The package's own list of what its install script fetches where: `'linux/x64': ['cuda12']`. */
function offeredCuda(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'script/install-metadata.js'), 'utf8');
    const [, names = ''] = new RegExp(`'${platform}/${arch}': \\[([^\\]]*)\\]`).exec(text) ?? [];
    return /cuda(\d+)/.exec(names)?.[1];
  } catch {
    return undefined;
  }
}

/** @param folder of the package; undefined if it is not installed. */
export function findCudaProvider(folder = packageFolder()): CudaProvider | undefined {
  if (folder === undefined) return undefined;
  const file = join(folder, 'bin/napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so');
  const installed = existsSync(file);
  const offered = offeredCuda(folder);
  return {
    installed,
    libraries: installed ? [...neededLibraries(file), cudnn] : [],
    ...(offered === undefined ? {} : { offered }),
    fetch: `node ${join('node_modules', 'onnxruntime-node', 'script', 'install.js')}`,
  };
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  } catch {
    return undefined;
  }
}
