/** Why an engine cannot be used on this machine, or not as it is meant to be, and the exact way to mend that. */
import { cudaFix } from '@kantor/engine/node';
import type { EngineReport } from '../engines.js';
import { checkCuda, wantedByTensorflow } from './cuda.js';
import type { Facts } from './facts.js';
import type { CudaProvider } from './onnxruntime.js';
import type { Vulkan } from './vulkan.js';

export interface Diagnosis {
  readonly reason: string;
  readonly fix?: string;
}

/** Without a GPU and its driver nothing that is installed will help. */
function withGpu({ graphics: { nvidia, problem } }: Facts, fix: string): string {
  if (nvidia) return fix;
  if (problem !== undefined) return `First mend the NVIDIA driver: ${problem}. ${fix}`;
  return `${fix} It takes an NVIDIA GPU, and none is seen here.`;
}

function same({ reason, fix }: EngineReport): Diagnosis {
  return { reason, ...(fix === undefined ? {} : { fix }) };
}

/** The loader looks neither in its usual places nor in LD_LIBRARY_PATH, or the libraries are not there at all. */
function cudaRemedy(missing: readonly string[], folders: readonly string[]): string {
  const path = `Run \`export LD_LIBRARY_PATH=${folders.join(':')}\`: they are there, where the loader does not look.`;
  return folders.length > 0 ? path : cudaFix(missing);
}

function diagnoseCuda(report: EngineReport, facts: Facts, provider: CudaProvider | undefined): Diagnosis {
  const { reason } = report;
  if (!provider) return same(report);
  if (!provider.installed) {
    if (provider.offered === undefined) return { reason: `${reason} There is none for this system.` };
    const fix = `Run \`${provider.fetch}\`, which fetches the one for CUDA ${provider.offered} and cuDNN 9 from NuGet.`;
    return { reason, fix: withGpu(facts, fix) };
  }
  const { wants, missing, folders } = checkCuda(provider.libraries, facts.libraries);
  if (missing.length === 0)
    return { ...same(report), reason: `${reason} It wants ${wants}, and they are here.` };
  return {
    reason: `Its CUDA provider wants ${wants}; not found: ${missing.join(', ')}.`,
    fix: withGpu(facts, cudaRemedy(missing, folders)),
  };
}

const vulkanDriver =
  "the GPU's Vulkan driver: NVIDIA's driver has it; for AMD and Intel it is Mesa's (Debian, Ubuntu: " +
  '`apt-get install mesa-vulkan-drivers`)';

function diagnoseWebgpu(report: EngineReport, { loader, drivers }: Vulkan): Diagnosis {
  if (process.platform !== 'linux') return same(report);
  if (loader === undefined) {
    return {
      reason: 'There is no Vulkan loader (libvulkan.so.1).',
      fix: `Install it (Debian, Ubuntu: \`apt-get install libvulkan1\`) and ${vulkanDriver}.`,
    };
  }
  if (drivers.length === 0) {
    return {
      reason: 'The Vulkan loader is there, but no driver is registered with it.',
      fix: `Install ${vulkanDriver}.`,
    };
  }
  return { ...same(report), reason: `${report.reason} Vulkan drivers: ${drivers.join(', ')}.` };
}

function diagnoseTfjsGpu(report: EngineReport, facts: Facts): Diagnosis {
  const { reason, fix, tfjs } = report;
  if (fix === undefined) return { reason };
  const { missing = [], tensorflow } = tfjs ?? {};
  const wants = tensorflow === undefined ? undefined : wantedByTensorflow(tensorflow);
  const { folders } = checkCuda(missing, facts.libraries);
  return {
    reason: missing.length > 0 && wants !== undefined ? `${reason} It is made for ${wants}.` : reason,
    fix: withGpu(facts, folders.length > 0 ? cudaRemedy(missing, folders) : fix),
  };
}

/** @param provider of onnxruntime-node, for `ort-cuda`. */
export function diagnose(report: EngineReport, facts: Facts, provider: CudaProvider | undefined): Diagnosis {
  const { name, available } = report;
  if (name === 'ort-cuda' && !available) return diagnoseCuda(report, facts, provider);
  if (name === 'ort-webgpu' && !available) return diagnoseWebgpu(report, facts.vulkan);
  if (name === 'tfjs-node-gpu') return diagnoseTfjsGpu(report, facts);
  return same(report);
}
