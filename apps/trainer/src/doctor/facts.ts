/** All that is looked up about this machine, once, before the engines are tried. */
import { env } from 'node:process';
import { describeMachine, type Machine } from './machine.js';
import { findGraphics, type Graphics } from './graphics.js';
import { findSharedLibraries, type SharedLibraries } from './shared-libraries.js';
import { findVulkan, type Vulkan } from './vulkan.js';

export interface Facts {
  readonly machine: Machine;
  readonly graphics: Graphics;
  readonly libraries: SharedLibraries;
  readonly vulkan: Vulkan;
}

export async function gatherFacts(): Promise<Facts> {
  const [machine, graphics, libraries] = await Promise.all([
    describeMachine(),
    findGraphics(),
    findSharedLibraries(env['LD_LIBRARY_PATH']),
  ]);
  return { machine, graphics, libraries, vulkan: findVulkan(libraries, env) };
}
