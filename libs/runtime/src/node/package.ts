/** Finds and loads the `onnxruntime-node` package. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { KantorError } from '@kantor/tensor';
import type * as Ort from 'onnxruntime-node';
import { messageOf, sentence } from '../message.js';

export interface OrtPackage {
  readonly ort: typeof Ort;
  readonly version: string;
  /** File name of its entry, for `require`. */
  readonly entry: string;
  /** Where its native libraries are, and where it looks for providers. */
  readonly nativeFolder: string;
}

/** @throws KantorError `runtime/missing` if it is not installed or has no build for this machine. */
export function loadPackage(): OrtPackage {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('onnxruntime-node/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    const entry = require.resolve('onnxruntime-node');
    const ort = require(entry) as typeof Ort;
    // What is wrong comes as an exception; the log says it a second time, on stderr.
    ort.env.logLevel = 'fatal';
    return { ort, version, entry, nativeFolder: join(dirname(manifest), 'bin', 'napi-v6', platform, arch) };
  } catch (cause) {
    throw new KantorError(
      'runtime/missing',
      `The package onnxruntime-node could not be loaded: ${sentence(messageOf(cause))}\n` +
        'Install it with `npm install onnxruntime-node@1.30.0`; it needs Linux, macOS or Windows on x64 or arm64.',
      { cause },
    );
  }
}
