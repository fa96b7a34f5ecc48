/**
 * A pack: images in one checksummed file, to be read again without decoding. In order: the 8 bytes `KANTORPK`, the
 * header's length as 32 bits little-endian, the header as JSON in UTF-8, the pixels.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KantorError, sizeOf } from '@kantor/tensor';
import type { Pixels } from '../pixels.js';

const MAGIC = 'KANTORPK';
/** One read, write or hash: Node refuses 2 GiB and more at once. */
const PIECE = 64 * 1024 * 1024;

interface Header {
  /** What the pixels were made from; a pack of another key is not used. */
  readonly key: string;
  readonly shape: Pixels['shape'];
  readonly sha256: string;
}

/** Writes under a temporary name, flushes to the disk, and renames: a reader sees the whole pack or none. */
export async function writePack(path: string, key: string, pixels: Pixels): Promise<void> {
  const header: Header = { key, shape: pixels.shape, sha256: sha256(pixels.bytes) };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of [Buffer.from(MAGIC), length, json]) await file.writeFile(part);
      for (const piece of pieces(pixels.bytes)) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * The pixels of a pack; undefined if there is no such file or it is of another key.
 * @throws KantorError `dataset/pack` if it is damaged.
 */
export async function readPack(path: string, key: string): Promise<Pixels | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const header = await readHeader(file, path);
    if (header.key !== key) return undefined;
    const bytes = new Uint8Array(sizeOf(header.shape));
    await readInto(file, bytes, path);
    if (sha256(bytes) !== header.sha256) throw damaged(path);
    return { shape: header.shape, bytes };
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, path: string): Promise<Header> {
  const start = await readInto(file, Buffer.alloc(MAGIC.length + 4), path);
  const length = start.readUInt32LE(MAGIC.length);
  const { size } = await file.stat();
  if (start.toString('latin1', 0, MAGIC.length) !== MAGIC || length > size) throw damaged(path);
  const json = await readInto(file, Buffer.alloc(length), path);
  try {
    const header = JSON.parse(json.toString()) as Header;
    if (sizeOf(header.shape) === size - start.length - length) return header;
  } catch {
    // no JSON, or no shape in it
  }
  throw damaged(path);
}

/** Fills `target` from where the file stands. */
async function readInto<B extends Uint8Array>(file: FileHandle, target: B, path: string): Promise<B> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, Math.min(PIECE, target.length - filled));
    if (bytesRead === 0) throw damaged(path);
    filled += bytesRead;
  }
  return target;
}

function sha256(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (const piece of pieces(bytes)) hash.update(piece);
  return hash.digest('hex');
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

function damaged(path: string): KantorError {
  return new KantorError('dataset/pack', `The cached pack ${path} is damaged.`);
}
