/** Where samples are to be had and in which forms, for the description of the interface. */
import { z } from 'zod';
import { formats } from './formats.js';
import { seedField } from './request.js';

const model = z.string().describe('The name of a model');
const version = z.string().describe('One of its versions');
const named = {
  seed: seedField,
  extension: z.enum(['png', 'webp', 'json', 'npy']),
};

export interface SamplesParams {
  readonly model: string;
  /** The newest if left out. */
  readonly version?: string;
}

export interface ImageParams extends SamplesParams {
  readonly seed: number;
  readonly extension: z.output<typeof named.extension>;
}

export const samplesPaths = [
  {
    path: '/v1/models/:model/samples',
    params: z.object({ model }),
    imageParams: z.object({ model, ...named }),
  },
  {
    path: '/v1/models/:model/versions/:version/samples',
    params: z.object({ model, version }),
    imageParams: z.object({ model, version, ...named }),
  },
];

function answersIn(mediaTypes: readonly string[]) {
  const content = mediaTypes.map((type) => {
    return [type, { schema: type === 'application/json' ? { type: 'object' } : { type: 'string' } }] as const;
  });
  return { 200: { description: 'The samples', content: Object.fromEntries(content) } };
}

export const answers = answersIn(formats.map(({ mediaTypes: [type] }) => type));
export const imageAnswers = answersIn(
  formats
    .filter(({ name }) => named.extension.options.some((extension) => extension === name))
    .map(({ mediaTypes: [type] }) => type),
);
