/** Which CUDA and cuDNN an engine wants, and what is missing of it on this machine. */
import { dirname } from 'node:path';
import { versionsOf, type SharedLibraries } from './shared-libraries.js';

export interface CudaCheck {
  /** Such as `CUDA 13 and cuDNN 9`. */
  readonly wants: string;
  /** Libraries that the loader will not find. */
  readonly missing: readonly string[];
  /** Folders that have all of the missing ones, where there are such. */
  readonly folders: readonly string[];
}

/** `libcudart.so.11.0` → `11.0` */
function versionIn(names: readonly string[], base: string): string | undefined {
  return names.find((name) => name.startsWith(`${base}.so.`))?.slice(base.length + 4);
}

/** NVIDIA's libraries among those that a file is linked with. */
function isCudaLibrary(name: string): boolean {
  return /^lib(?:cu|nv|nccl)/.test(name);
}

/** @param wanted names such as `libcudart.so.12`; those that are not NVIDIA's are left out. */
export function checkCuda(wanted: readonly string[], { loaded, elsewhere }: SharedLibraries): CudaCheck {
  const names = wanted.filter(isCudaLibrary);
  const missing = names.filter((name) => !loaded.has(name));
  const cuda = versionIn(names, 'libcudart');
  const cudnn = versionIn(names, 'libcudnn');
  const folders = missing.map((name) => elsewhere.get(name)).filter((path) => path !== undefined);
  return {
    wants: [cuda && `CUDA ${cuda}`, cudnn && `cuDNN ${cudnn}`].filter(Boolean).join(' and '),
    missing,
    folders: folders.length === missing.length ? [...new Set(folders.map((path) => dirname(path)))] : [],
  };
}

/** What this machine has, for people: `CUDA 12 (libcudart.so.12)`. */
export function describeFound(base: string, { loaded, elsewhere }: SharedLibraries): string {
  const parts = [
    ...versionsOf(loaded, base).map((version) => `${version} (${loaded.get(`${base}.so.${version}`)})`),
    ...versionsOf(elsewhere, base).map(
      (version) => `${version} (${elsewhere.get(`${base}.so.${version}`)}, where the loader does not look)`,
    ),
  ];
  return parts.join(', ') || 'none found';
}

/** What TensorFlow's own pages name as tested (tensorflow.org/install/source, "GPU"), by version of libtensorflow. */
const tested: readonly (readonly [since: string, cuda: string, cudnn: string])[] = [
  ['2.18', '12.5', '9.3'],
  ['2.16', '12.3', '8.9'],
  ['2.15', '12.2', '8.9'],
  ['2.14', '11.8', '8.7'],
  ['2.12', '11.8', '8.6'],
  ['2.5', '11.2', '8.1'],
];

/** `CUDA 11.2 and cuDNN 8.1` for libtensorflow 2.9.1; undefined for a version that is not known. */
export function wantedByTensorflow(version: string): string | undefined {
  const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  const [, cuda, cudnn] = tested.find(([since]) => compare(version, since) >= 0) ?? [];
  return cuda === undefined ? undefined : `CUDA ${cuda} and cuDNN ${cudnn}`;
}
