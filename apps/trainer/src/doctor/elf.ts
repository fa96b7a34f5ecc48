/** Reads from an ELF file (Linux's programs and libraries) which libraries it is linked with, and nothing else of it. */
import { closeSync, openSync, readSync } from 'node:fs';

/** Types of program headers, and tags of the dynamic section (System V gABI, chapter 5). */
const segment = { load: 1, dynamic: 2 };
const tag = { end: 0n, needed: 1n, strings: 5n, stringsSize: 10n };

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function read(file: number, offset: number, size: number): DataView {
  const bytes = new Uint8Array(size);
  const got = readSync(file, bytes, 0, size, offset);
  return new DataView(bytes.buffer, 0, got);
}

/** The program headers of a 64-bit file in this machine's byte order; undefined for anything else. */
function segmentsOf(file: number): Segment[] | undefined {
  const header = read(file, 0, 64);
  const is64BitElf =
    header.byteLength === 64 &&
    header.getUint32(0) === 0x7f454c46 &&
    header.getUint8(4) === 2 &&
    header.getUint8(5) === 1;
  if (!is64BitElf) return undefined;
  const [start, size, count] = [
    Number(header.getBigUint64(32, true)),
    header.getUint16(54, true),
    header.getUint16(56, true),
  ];
  const table = read(file, start, size * count);
  return Array.from({ length: count }, (_, i) => ({
    type: table.getUint32(i * size, true),
    offset: Number(table.getBigUint64(i * size + 8, true)),
    address: Number(table.getBigUint64(i * size + 16, true)),
    size: Number(table.getBigUint64(i * size + 32, true)),
  }));
}

function dynamicEntries(file: number, { offset, size }: Segment): [tag: bigint, value: number][] {
  const section = read(file, offset, size);
  const entries = Array.from({ length: Math.floor(section.byteLength / 16) }, (_, i): [bigint, number] => [
    section.getBigUint64(i * 16, true),
    Number(section.getBigUint64(i * 16 + 8, true)),
  ]);
  const end = entries.findIndex(([key]) => key === tag.end);
  return end < 0 ? entries : entries.slice(0, end);
}

function textAt(strings: DataView, offset: number): string {
  const bytes = new Uint8Array(strings.buffer, offset, strings.byteLength - offset);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
}

function neededBy(file: number): string[] {
  const segments = segmentsOf(file);
  const dynamic = segments?.find(({ type }) => type === segment.dynamic);
  if (!segments || !dynamic) return [];
  const entries = dynamicEntries(file, dynamic);
  const address = entries.find(([key]) => key === tag.strings)?.[1] ?? 0;
  const size = entries.find(([key]) => key === tag.stringsSize)?.[1] ?? 0;
  const home = segments.find(
    (part) => part.type === segment.load && address >= part.address && address < part.address + part.size,
  );
  if (!home) return [];
  const strings = read(file, home.offset + address - home.address, size);
  return entries.flatMap(([key, offset]) => (key === tag.needed ? [textAt(strings, offset)] : []));
}

/** Names such as `libcudart.so.12`, in the file's order; none if it is no 64-bit ELF file or cannot be read. */
export function neededLibraries(path: string): readonly string[] {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return neededBy(file);
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
