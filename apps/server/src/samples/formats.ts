/** The forms that samples are answered in: their names, media types, and how they are written. */
import type { ImageBatch } from '@kantor/sampler';
import Negotiator from 'negotiator';
import { fault } from '../faults.js';
import type { FormatName, SamplesRequest } from './request.js';

export interface Format {
  readonly name: FormatName;
  /** The first is the one that answers carry. */
  readonly mediaTypes: readonly string[];
  /** Whether samples must be pictures. */
  readonly pictures: boolean;
  /** Whether it is written as samples come, and so has any length. */
  readonly streams: boolean;
}

export const formats: readonly Format[] = [
  { name: 'png', mediaTypes: ['image/png'], pictures: true, streams: false },
  { name: 'webp', mediaTypes: ['image/webp'], pictures: true, streams: false },
  { name: 'json', mediaTypes: ['application/json'], pictures: false, streams: false },
  { name: 'binary', mediaTypes: ['application/octet-stream'], pictures: false, streams: true },
  { name: 'npy', mediaTypes: ['application/x-npy'], pictures: false, streams: true },
  {
    name: 'ndjson',
    mediaTypes: ['application/x-ndjson', 'application/ndjson'],
    pictures: false,
    streams: true,
  },
  { name: 'multipart', mediaTypes: ['multipart/mixed'], pictures: true, streams: true },
];

/** Whether what a model gives are pictures. */
export function isPicture({
  shape,
  range,
}: Pick<ImageBatch, 'range'> & { shape: readonly number[] }): boolean {
  return shape.length === 3 && [1, 3, 4].includes(shape[0]) && range !== undefined;
}

function refuse(offered: readonly Format[], asked: string): Error {
  const types = offered.map(({ mediaTypes: [first] }) => first).join(', ');
  return fault(
    'server/not-acceptable',
    `This model's samples are not to be had as ${asked}; there are ${types}.`,
  );
}

/** What was chosen for the headers that came lately: most clients send one of a few. */
const chosen = new Map<string, Format | undefined>();
const mostChosen = 100;

/** A header `Accept` without parameters but `q`: `charset` and the like tell no two formats apart. */
function withoutParameters(accept: string): string {
  return accept.replace(/;(?!\s*q\s*=)(?:"(?:[^"\\]|\\.)*"|[^;,"])*/gi, '');
}

/** @param accept a header that is empty wishes for nothing, as one that is not there. */
function byAccept(offered: readonly Format[], accept = ''): Format | undefined {
  const key = `${offered.length} ${accept}`;
  if (chosen.has(key)) return chosen.get(key);
  const wished = accept.trim() === '' ? '*/*' : withoutParameters(accept);
  const types = offered.flatMap(({ mediaTypes }) => mediaTypes);
  const type = new Negotiator({ headers: { accept: wished } }).mediaType([...types]);
  const format = offered.find(({ mediaTypes }) => type !== undefined && mediaTypes.includes(type));
  if (chosen.size >= mostChosen) chosen.clear();
  chosen.set(key, format);
  return format;
}

const numberFormats = formats.filter(({ pictures }) => !pictures);

/**
 * The format that a caller wants most, by `format` or by the header `Accept`.
 * @param pictures whether the model gives pictures.
 * @throws KantorError `server/not-acceptable`
 */
export function chooseFormat(
  { format }: Pick<SamplesRequest, 'format'>,
  accept: string | undefined,
  pictures: boolean,
): Format {
  const offered = pictures ? formats : numberFormats;
  if (format !== undefined) {
    const found = offered.find(({ name }) => name === format);
    if (found) return found;
    throw refuse(offered, format);
  }
  const found = byAccept(offered, accept);
  if (found) return found;
  throw refuse(offered, accept ?? '');
}
