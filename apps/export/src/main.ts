#!/usr/bin/env node
/** The command line of the exporter. */
import { runCommandLine } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { exportOnnx } from './export-onnx.js';
import { onnxOptions, withOnnxOptions } from './flags.js';

await runCommandLine({
  prefix: 'npx nx run export:',
  description: 'Exports trained generators.',
  commands: (yargs) =>
    yargs.command('onnx', 'Write the generator of a run as an ONNX file', withOnnxOptions, exportOnnx),
  suggest: (word) => {
    const flag = nearest(word, Object.keys(onnxOptions));
    return flag === undefined ? nearest(word, ['onnx']) : `--${flag}`;
  },
});
