/** Whether Vulkan can be used here, as far as files tell: its loader, and the drivers that are registered with it. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { SharedLibraries } from './shared-libraries.js';

export interface Vulkan {
  /** Path of `libvulkan.so.1`; undefined if it is missing. */
  readonly loader?: string;
  /** Names of the drivers' descriptions, such as `nvidia_icd`. */
  readonly drivers: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As the loader looks for them (Vulkan-Loader, LoaderDriverInterface.md): named ones only, or all in these folders. */
function driverFiles(environment: Environment): string[] {
  const named = environment['VK_DRIVER_FILES'] ?? environment['VK_ICD_FILENAMES'];
  if (named) return named.split(':').filter((file) => existsSync(file));
  const data = (environment['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':');
  const folders = ['/etc', ...data, join(homedir(), '.local/share')].map((base) =>
    join(base, 'vulkan/icd.d'),
  );
  return folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
}

export function findVulkan({ loaded }: SharedLibraries, environment: Environment): Vulkan {
  const loader = loaded.get('libvulkan.so.1');
  const names = driverFiles(environment).filter((file) => file.endsWith('.json'));
  return {
    ...(loader === undefined ? {} : { loader }),
    drivers: [...new Set(names.map((name) => basename(name, '.json').replace(/\.(x86_64|aarch64)$/, '')))],
  };
}
