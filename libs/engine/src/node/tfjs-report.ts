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
  /** CUDA libraries that it looked for in vain, such as `libcudart.so.12`. */
  readonly missing?: readonly string[];
}

/** Where packages may be, and what installs them there. */
export interface TfjsPlaces {
  /** Folders from which Node would find them, in this order; the library's own and the working directory if left out. */
  readonly folders?: readonly string[];
  /** The command that installs a native package, with the libraries that it wants; npm's own if left out. */
  readonly install?: (packageName: string) => string;
}

/** A reason, and what to do: sentences, with commands between backticks. */
export interface Explanation {
  readonly reason: string;
  readonly fix: string;
}

function installSentence(name: string, { install }: TfjsPlaces): string {
  return `Run \`${install ? install(name) : `npm install ${name} --ignore-scripts=false`}\`.`;
}

/** What builds or fetches the addon of a package that is there without it, or with a bad one. */
function rebuildSentence({ name }: FoundTfjs, { install }: TfjsPlaces): string {
  if (install) return `Run \`${install(name)}\`.`;
  return (
    `Run \`npm rebuild ${name} --ignore-scripts=false\`; if npm says that its scripts are not approved, ` +
    `\`npm approve-scripts ${name}\` first.`
  );
}

export function explainAbsent(name: string, native: boolean, places: TfjsPlaces): Explanation {
  return {
    reason: `${name} is not installed.`,
    fix: native ? installSentence(name, places) : `Run \`npm install ${name}\`.`,
  };
}

export function explainUnbuilt(found: FoundTfjs, places: TfjsPlaces): Explanation {
  return {
    reason: `${found.name} ${found.version} is installed without its addon: its install script did not run.`,
    fix: rebuildSentence(found, places),
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
  if (!native) return { reason: `${what}: ${sentence(text)}`, fix: `Run \`npm install ${name}\`.` };
  const fix = rebuildSentence(found, places);
  const library = missingLibrary.exec(text)?.[1];
  if (library !== undefined && cudaLibrary.test(library)) {
    return {
      reason: `${what}: it wants ${library}, which is not on this machine.`,
      fix: cudaFix([library], places.install?.(name)),
    };
  }
  if (library?.startsWith('libtensorflow')) {
    return { reason: `${what}: ${library}, which it is made for, is not in its folder deps/lib.`, fix };
  }
  if (library !== undefined) {
    return {
      reason: `${what}: it wants ${library}, which is not on this machine.`,
      fix: `Install the system's package that has ${library}, or have the addon made for this system: ${fix}`,
    };
  }
  if (otherBinary.test(text)) {
    return {
      reason: `${what}: its addon is damaged, or not made for ${platform} ${arch} (${withoutFolders(text)}).`,
      fix,
    };
  }
  return { reason: `${what}: ${sentence(text)}`, fix };
}

/** Loaders name files in full, and the report has the folder. */
function withoutFolders(text: string): string {
  return text.replace(/(?:[A-Za-z]:)?[\\/](?:[^\\/:\n]+[\\/])+/g, '');
}

/** Ends with a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * What to do for CUDA libraries that are missing, by their names and versions.
 * @param bring the command that brings all but the driver.
 */
export function cudaFix(libraries: readonly string[], bring?: string): string {
  const driver = libraries.some((library) => library.startsWith('libcuda.so'));
  const cudnn = libraries.find((library) => library.startsWith('libcudnn'));
  const runtime = libraries.find((library) => library.startsWith('libcudart.so.'));
  const toolkit = libraries.some((library) => !/^lib(?:cuda\.so|cudnn)/.test(library));
  if (bring !== undefined && (toolkit || cudnn !== undefined)) {
    return `${driver ? 'Install the NVIDIA driver, and run' : 'Run'} \`${bring}\`.`;
  }
  const parts = [
    ...(driver ? ['the NVIDIA driver'] : []),
    ...(toolkit ? [`CUDA${majorOf(runtime)}`] : []),
    ...(cudnn === undefined ? [] : [`cuDNN${majorOf(cudnn)}`]),
  ];
  const list = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts.join('');
  const folder = toolkit || cudnn !== undefined ? '; a folder of their own must be in LD_LIBRARY_PATH' : '';
  return `Install ${list}${folder}.`;
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

/** The CUDA libraries that libtensorflow looked for in vain, by what it logged. */
export function missingIn(log: string): readonly string[] {
  const named = [...log.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, library]) => library);
  return [...new Set(named)];
}

/** Why a package for GPUs runs on its CPU device, from what libtensorflow logged. */
export function explainNoGpu(
  what: string,
  log: string,
  { name }: FoundTfjs,
  places: TfjsPlaces,
): Explanation {
  const missing = missingIn(log);
  if (missing.length > 0) {
    return {
      reason: `${what}, without its GPU: it looked for ${missing.join(', ')} and did not find them.`,
      fix: cudaFix(missing, places.install?.(name)),
    };
  }
  const refusal = /failed call to cuInit: (.+)/.exec(log)?.[1];
  if (refusal !== undefined) {
    return {
      reason: `${what}, without its GPU: the NVIDIA driver refuses (${refusal.trim()}).`,
      fix: 'See that `nvidia-smi` lists the GPU, and that this user and container may use it.',
    };
  }
  return {
    reason: `${what}, without a GPU: this libtensorflow is made for the CPU alone, or finds no GPU.`,
    fix: installSentence(name, places),
  };
}
