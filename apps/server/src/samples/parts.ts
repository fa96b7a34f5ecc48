/** Answers that are written part by part: raw numbers, lines of JSON, pictures one after the other. */
import { createHash, randomBytes } from 'node:crypto';
import type { ImageBatch } from '@kantor/sampler';
import { sizeOf } from '@kantor/tensor';
import { faultOf } from '../fault-of.js';
import type { Format } from './formats.js';
import { npyHeader, requireFinite, toBytes } from './numbers.js';
import { toPng } from './pictures.js';
import type { Wanted } from './wanted.js';

interface PartContext {
  readonly wanted: Wanted;
  readonly format: Format;
  /** Of the samples, the same for the same; undefined if they have none. */
  readonly name: string | undefined;
}

type Chunks = Iterable<Buffer | string> | AsyncIterable<Buffer | string>;

export interface Parts {
  readonly type: string;
  /** Bytes in all, where they are known. */
  readonly length: number | undefined;
  begin(): Chunks;
  part(batch: ImageBatch): Chunks;
  /** What a reader is told when it goes wrong in the middle, if the format can tell. */
  failed(error: unknown): Chunks;
  end(): Chunks;
}

/** The answer's length is announced: one that ends before it is known to be cut off. */
function rethrow(error: unknown): never {
  throw error;
}

function rawParts({ wanted: { served, count }, format }: PartContext): Parts {
  const { shape } = served.sampler.info;
  const header = format.name === 'npy' ? [npyHeader([count, ...shape])] : [];
  return {
    type: format.mediaTypes[0],
    length: 4 * count * sizeOf(shape) + (header[0]?.length ?? 0),
    begin: () => header,
    part: ({ data }) => [toBytes(data)],
    failed: rethrow,
    end: () => [],
  };
}

function lineParts({ wanted: { seed }, format }: PartContext): Parts {
  let index = 0;
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  return {
    type: format.mediaTypes[0],
    length: undefined,
    begin: () => [],
    *part(batch) {
      requireFinite(batch.data, 'JSON');
      const shape = batch.shape.slice(1);
      for (let i = 0; i < batch.count; i++) {
        const data = toBytes(batch.at(i).data).toString('base64');
        yield line({ index: index++, seed, shape, encoding: 'base64', data });
      }
    },
    *failed(error) {
      const { code, message } = faultOf(error);
      yield line({ error: message, code });
    },
    end: () => [],
  };
}

/** What stands between parts: the same for the same samples, whose bytes have a strong tag. */
function boundaryOf(name: string | undefined): string {
  const mark = name === undefined ? randomBytes(32) : createHash('sha256').update(name).digest();
  return `kantor-${mark.toString('hex', 0, 12)}`;
}

function pictureParts({ name }: PartContext): Parts {
  const boundary = boundaryOf(name);
  let index = 0;
  return {
    type: `multipart/mixed; boundary=${boundary}`,
    length: undefined,
    begin: () => [],
    async *part(batch) {
      requireFinite(batch.data, 'PNG');
      const files = await Promise.all(
        Array.from({ length: batch.count }, (_, i) => toPng(batch.at(i).toSheet())),
      );
      for (const file of files) {
        yield `--${boundary}\r\nContent-Type: image/png\r\nContent-Length: ${file.length}\r\nKantor-Index: ${index++}\r\n\r\n`;
        yield file;
        yield '\r\n';
      }
    },
    failed: rethrow,
    end: () => [`--${boundary}--\r\n`],
  };
}

export function partsOf(context: PartContext): Parts {
  if (context.format.name === 'ndjson') return lineParts(context);
  return context.format.name === 'multipart' ? pictureParts(context) : rawParts(context);
}
