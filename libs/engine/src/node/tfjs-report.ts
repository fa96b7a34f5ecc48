/** What is known of a TensorFlow.js backend on this machine, and how the loader's own words become a reason and a fix. */
import { arch, platform } from 'node:process';
import type { FoundTfjs, TfjsBackend } from './tfjs-package.js';

export interface TfjsReport {
  readonly backend: TfjsBackend;
  readonly available: boolean;
  /** Why not, or what was found. */
  readonly reason: string;
  /** What to do: to have the backend, or, where it runs without the GPU that it is for, to have that. */
  readonly fix?: string;
  /** Of the npm package, and where it is. */
  readonly version?: string;
  readonly folder?: string;
  /** Version of libtensorflow, where there is one. */
  readonly tensorflow?: string;
  readonly device?: 'gpu' | 'cpu';
  /** Name and memory of the GPU, as libtensorflow says them. */
  readonly gpu?: string;
}

/** Where packages may be, and what installs them there. */
export interface TfjsPlaces {
  /** Folders from which Node would find them, in this order; the library's own and the working directory if left out. */
  readonly folders?: readonly string[];
  /** The command that installs a native package; npm's own if left out. */
  readonly install?: (packageName: string) => string;
}

export interface Explanation {
  readonly reason: string;
  readonly fix: string;
}

const npmInstall = (name: string): string => `npm install ${name} --ignore-scripts=false`;

export function installCommand(name: string, native: boolean, { install }: TfjsPlaces): string {
  return native ? (install ?? npmInstall)(name) : `npm install ${name}`;
}

/** What builds or fetches the addon of a package that is there without it, or with a bad one. */
function rebuildCommand({ name }: FoundTfjs, { install }: TfjsPlaces): string {
  return install ? install(name) : `npm rebuild ${name} --ignore-scripts=false`;
}

export function explainAbsent(name: string, native: boolean, places: TfjsPlaces): Explanation {
  return { reason: `${name} is not installed.`, fix: installCommand(name, native, places) };
}

export function explainUnbuilt(found: FoundTfjs, places: TfjsPlaces): Explanation {
  return {
    reason: `${found.name} ${found.version} is installed without its addon: its install script did not run.`,
    fix: rebuildCommand(found, places),
  };
}

const missingLibrary = /(?:^|[\s:/'])([\w+.-]+\.(?:so[.\d]*|dylib|dll)): cannot open shared object file/i;
const otherBinary =
  /invalid ELF header|file too short|wrong ELF class|not a mach-o|incompatible architecture|not a valid Win32|Exec format error|ELF load command/i;
const cudaLibrary = /^lib(?:cu|nv)/i;

/** @param text what was thrown when the package was loaded, or how the process that loaded it ended. */
export function explainBroken(found: FoundTfjs, text: string, places: TfjsPlaces): Explanation {
  const { name, version, native } = found;
  const what = `${name} ${version} cannot be loaded`;
  if (!native) return { reason: `${what}: ${text}`, fix: `npm install ${name}` };
  const fix = rebuildCommand(found, places);
  const library = missingLibrary.exec(text)?.[1];
  if (library !== undefined && cudaLibrary.test(library)) {
    return { reason: `${what}: it wants ${library}, which is not on this machine.`, fix: cudaFix([library]) };
  }
  if (library?.startsWith('libtensorflow')) {
    return { reason: `${what}: ${library}, which it is made for, is not in its folder deps/lib.`, fix };
  }
  if (library !== undefined) {
    return {
      reason: `${what}: it wants ${library}, which is not on this machine.`,
      fix: `Install the system's package that has ${library}, or build the addon for this system: ${fix}`,
    };
  }
  if (otherBinary.test(text)) {
    return { reason: `${what}: its addon is damaged, or not made for ${platform} ${arch} (${text}).`, fix };
  }
  return { reason: `${what}: ${text}`, fix };
}

/** What to install for CUDA libraries that are missing, by their names and versions. */
export function cudaFix(libraries: readonly string[]): string {
  const driver = libraries.some((library) => library.startsWith('libcuda.so'));
  const cudnn = libraries.find((library) => library.startsWith('libcudnn'));
  const runtime = libraries.find((library) => library.startsWith('libcudart.so.'));
  const others = libraries.filter((library) => !/^lib(?:cuda\.so|cudnn)/.test(library));
  const parts = [
    ...(driver ? ['the NVIDIA driver'] : []),
    ...(others.length > 0 ? [`CUDA${majorOf(runtime)}`] : []),
    ...(cudnn === undefined ? [] : [`cuDNN${majorOf(cudnn)}`]),
  ];
  return (
    `Install ${parts.join(' and ')} (${libraries.join(', ')}). ` +
    'Libraries in a folder of their own need it in LD_LIBRARY_PATH.'
  );
}

/** `libcudart.so.11.0` → ` 11.0`. */
function majorOf(library: string | undefined): string {
  const version = library === undefined ? undefined : /\.so\.([\d.]+)$/.exec(library)?.[1];
  return version === undefined ? '' : ` ${version}`;
}

/** `NVIDIA H100 80GB HBM3, 78,000 MB`, from the line that libtensorflow logs for the device it made. */
export function gpuOf(log: string): string | undefined {
  const [, megabytes, name] = /GPU:\d+ with (\d+) MB memory:.*?name: ([^,\n]+)/.exec(log) ?? [];
  return name === undefined ? undefined : `${name}, ${megabytes} MB`;
}

/** Why a package for GPUs runs on its CPU device, from what libtensorflow logged. */
export function explainNoGpu(
  what: string,
  log: string,
  { name }: FoundTfjs,
  { install = npmInstall }: TfjsPlaces,
): Explanation {
  const wanted = [
    ...new Set([...log.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, library]) => library)),
  ];
  if (wanted.length > 0) {
    return {
      reason: `${what}, on its CPU device: for the GPU it wants ${wanted.join(', ')}, not found on this machine.`,
      fix: cudaFix(wanted),
    };
  }
  const refusal = /failed call to cuInit: (.+)/.exec(log)?.[1];
  if (refusal !== undefined) {
    return {
      reason: `${what}, on its CPU device: the NVIDIA driver refuses (${refusal.trim()}).`,
      fix: 'See that nvidia-smi lists the GPU, and that this user and container may use it.',
    };
  }
  return {
    reason: `${what}, on its CPU device: this libtensorflow is built for the CPU alone, or finds no GPU.`,
    fix: `On a machine with an NVIDIA GPU: ${install(name)}`,
  };
}
