#!/usr/bin/env node
/** The command line of the exporter. */
import { runCommandLine } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { exportOnnx } from './export-onnx.js';
import { exportTfjs } from './export-tfjs.js';
import { onnxOptions, tfjsOptions, withOnnxOptions, withTfjsOptions } from './flags.js';

await runCommandLine({
  prefix: 'npx nx run export:',
  description: 'Exports trained generators.',
  commands: (yargs) =>
    yargs
      .command('onnx', 'Write the generator of a run as an ONNX file', withOnnxOptions, exportOnnx)
      .command(
        'tfjs',
        'Write the generator of a run as a TensorFlow.js LayersModel',
        withTfjsOptions,
        exportTfjs,
      ),
  suggest: (word) => {
    const flag = nearest(word, Object.keys({ ...onnxOptions, ...tfjsOptions }));
    return flag === undefined ? nearest(word, ['onnx', 'tfjs']) : `--${flag}`;
  },
});
