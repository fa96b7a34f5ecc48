/** Which models there are, what they give, and the latents that their seeds stand for. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Catalogue } from '../models/catalogue.js';
import type { ServedVersion } from '../models/served.js';
import { describeServed } from '../models/describe-served.js';
import { nested, npyHeader, toBytes } from '../samples/numbers.js';
import { fieldsOf, whole } from '../samples/fields.js';
import { seedField } from '../samples/request.js';
import { latentsAnswer, modelAnswer, modelsAnswer } from './model-answers.js';

const params = z.object({ model: z.string().describe('The name of a model') });
/** They are answered as a whole. */
const mostLatents = 4096;
const latentsQuery = fieldsOf({
  seed: seedField.prefault(1).describe('0 to 2^53 − 1; default 1, where samples have a seed by chance'),
  count: whole(1, mostLatents).prefault(1).describe(`How many, at most ${mostLatents}; default 1`),
  format: z.enum(['json', 'npy', 'binary']).default('json'),
});

/** [N, Z] in the form that was asked for. */
function sendLatents(
  reply: FastifyReply,
  { sampler }: ServedVersion,
  query: z.output<typeof latentsQuery>,
): FastifyReply {
  const { seed, count, format } = query;
  const { data, shape } = sampler.latents(seed, count);
  const { distribution } = sampler.info.latent;
  void reply.header('Kantor-Shape', shape.join(',')).header('Kantor-Seed', seed);
  switch (format) {
    case 'json':
      return reply.send({ seed, shape, distribution, data: nested({ data, shape }) });
    case 'npy':
      return reply.type('application/x-npy').send(Buffer.concat([npyHeader(shape), toBytes(data)]));
    case 'binary':
      return reply.type('application/octet-stream').send(toBytes(data));
    default:
      return format satisfies never;
  }
}

export function modelRoutes(app: FastifyInstance, catalogue: Catalogue): void {
  const tags = ['models'];
  const modelOf = (request: FastifyRequest): string => (request.params as z.output<typeof params>).model;

  const all = { tags, summary: 'All models, served or not', response: modelsAnswer };
  app.get('/v1/models', { schema: all }, () => ({
    models: catalogue.served().map(describeServed),
    index: catalogue.index(),
  }));
  app.get(
    '/v1/models/:model',
    { schema: { params, tags, summary: 'What a model gives and where it runs', response: modelAnswer } },
    (request) => {
      const model = modelOf(request);
      return { ...describeServed(catalogue.find(model)), versions: catalogue.versions(model) };
    },
  );
  app.get(
    '/v1/models/:model/latents',
    {
      schema: {
        params,
        querystring: latentsQuery,
        tags,
        summary: 'The latents that a seed stands for, [N, Z]',
        response: latentsAnswer,
      },
    },
    (request, reply) =>
      sendLatents(reply, catalogue.find(modelOf(request)), request.query as z.output<typeof latentsQuery>),
  );
}
