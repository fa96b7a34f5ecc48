/** Which graphics devices this machine has, and what NVIDIA's driver says of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Answer } from './ask.js';

export interface Graphics {
  /** Such as `NVIDIA H100 80GB HBM3, 81559 MiB, driver 550.54, CUDA up to 12.4`. */
  readonly devices: readonly string[];
  /** Whether NVIDIA's driver answers for at least one device. */
  readonly nvidia: boolean;
  /** What is wrong, where a device is there and its driver is not. */
  readonly problem?: string;
}

/** Numbers that the PCI group gave to makers of GPUs. */
const makers: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };

function readWord(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Makers of the display controllers on the PCI bus, as Linux shows them. */
export function pciDisplays(folder = '/sys/bus/pci/devices'): { maker: string; place: string }[] {
  let places: string[];
  try {
    places = readdirSync(folder);
  } catch {
    return [];
  }
  return places
    .filter((place) => readWord(join(folder, place, 'class')).startsWith('0x03'))
    .map((place) => ({ place, maker: makers[readWord(join(folder, place, 'vendor'))] ?? 'another maker' }));
}

/** Where the driver's program is: WSL keeps it outside of the path. */
const programs = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'];
const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];

async function askDriver(): Promise<(Answer & { cuda: string | undefined }) | undefined> {
  for (const program of programs) {
    const answer = await ask(program, query);
    if (answer.code === undefined) continue;
    const table = answer.code === 0 ? (await ask(program, [])).stdout : '';
    return { ...answer, cuda: /CUDA (?:UMD )?Version:\s*([\d.]+)/.exec(table)?.[1] };
  }
  return undefined;
}

function describe(line: string, cuda: string | undefined): string {
  const [name = '', memory = '', driver = ''] = line.split(', ');
  const parts = [name, memory, `driver ${driver}`, ...(cuda === undefined ? [] : [`CUDA up to ${cuda}`])];
  return parts.join(', ');
}

export async function findGraphics(pciFolder?: string): Promise<Graphics> {
  const displays = pciDisplays(pciFolder);
  const others = displays.map(({ maker, place }) => `${maker} (PCI ${place})`);
  const onBus = displays.some(({ maker }) => maker === 'NVIDIA');
  const answer = await askDriver();
  if (answer?.code === 0) {
    const lines = answer.stdout.split('\n').filter((line) => line.trim() !== '');
    const rest = others.filter((other) => !other.startsWith('NVIDIA'));
    return {
      devices: [...lines.map((line) => describe(line, answer.cuda)), ...rest],
      nvidia: lines.length > 0,
    };
  }
  const said = answer?.stdout.trim().split('\n')[0];
  if (answer)
    return { devices: others, nvidia: false, problem: `nvidia-smi fails: ${said || 'it says nothing'}` };
  return {
    devices: others,
    nvidia: false,
    ...(onBus
      ? { problem: 'an NVIDIA device is on the PCI bus, but its driver is not installed (no nvidia-smi)' }
      : {}),
  };
}
