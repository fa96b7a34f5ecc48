/** The command `triton-repository`: the models of a folder in Triton's layout, with a config.pbtxt for each. */
import { copyFile, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verboseOption, wholeNumberOption } from '@kantor/cli';
import { KantorError } from '@kantor/tensor';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { findModels } from '../models/find.js';
import { readSafely } from '../models/safe-file.js';
import { tritonConfig } from '../models/triton-config.js';

export const repositoryOptions = {
  models: { type: 'string', requiresArg: true, default: 'models', description: 'Folder of the models' },
  out: { type: 'string', requiresArg: true, default: 'triton', description: 'Folder to write' },
  'max-batch': { ...wholeNumberOption('max-batch', 1, 'Most images in one batch'), default: '64' },
  gpu: { type: 'boolean', default: false, description: 'Run on GPUs; otherwise on processors' },
  verbose: verboseOption,
} satisfies Record<string, Options>;

type RepositoryFlags = InferredOptionTypes<typeof repositoryOptions>;

export function withRepositoryOptions(yargs: Argv): Argv<RepositoryFlags> {
  return yargs
    .usage(
      'npx nx run server:triton-repository [--flag=value …]\n\nWrites <out>/<model>/<version>/model.onnx and config.pbtxt, which Triton, KServe and this server serve alike.',
    )
    .options(repositoryOptions)
    .example('npx nx run server:triton-repository --models=models --out=triton', 'All generators of models/');
}

export async function tritonRepositoryCommand({
  models: folder,
  out,
  'max-batch': maxBatch = 64,
  gpu,
}: RepositoryFlags): Promise<void> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new KantorError(
      'server/models',
      `There is no model folder ${folder}. Name one with --models=DIR.`,
      { cause },
    );
  });
  const { models } = await findModels(root);
  if (models.length === 0) {
    throw new KantorError(
      'server/models',
      `${folder} has no <name>/generator.onnx and no <name>/<version>/model.onnx.`,
    );
  }
  for (const { name, versions } of models) {
    for (const { version, path, hintsPath } of versions) {
      const bytes = await readSafely(root, path, 2 ** 31 - 1);
      const target = join(out, name, version);
      await mkdir(target, { recursive: true });
      await writeFile(join(target, 'model.onnx'), bytes);
      if (hintsPath !== undefined) await copyFile(hintsPath, join(out, name, 'kantor.json'));
      await writeFile(join(out, name, 'config.pbtxt'), tritonConfig(name, bytes, { maxBatch, gpu }));
      process.stdout.write(`${join(target, 'model.onnx')}\n`);
    }
  }
  const count = models.length === 1 ? '1 model is' : `${models.length} models are`;
  process.stdout.write(`${count} in ${out}, for tritonserver --model-repository=${out}\n`);
}
