/**
 * The files of `onnxruntime-web` that a browser needs, with their sizes. They are served beside the page, unchanged and
 * under their own names; a page fetches one variant's three and no others.
 */

/** The release that is tried here; files of another are refused, since their insides must fit together. */
export const webVersion = '1.30.0';

export interface WebFile {
  /** In the folder `dist` of the package. */
  readonly name: string;
  readonly bytes: number;
  /** At gzip's level 9. Brotli makes about a third less. */
  readonly gzipBytes: number;
}

/** What one way to run is made of, in the order in which a browser asks for it. */
export interface WebVariant {
  /** ONNX Runtime's JavaScript. */
  readonly entry: WebFile;
  /** What Emscripten wrote around the WebAssembly; threads are workers that run it. */
  readonly glue: WebFile;
  readonly wasm: WebFile;
}

export type VariantName = keyof typeof webVariants;

/**
 * - `wasm`: the CPU, on one thread or several.
 * - `jspi`: WebGPU where WebAssembly can wait for promises (JSPI: Chromium 137 and newer).
 * - `asyncify`: WebGPU elsewhere; larger, since every function can be left and come back to.
 */
export const webVariants = {
  wasm: {
    entry: { name: 'ort.wasm.min.mjs', bytes: 50_126, gzipBytes: 16_169 },
    glue: { name: 'ort-wasm-simd-threaded.mjs', bytes: 24_381, gzipBytes: 9_097 },
    wasm: { name: 'ort-wasm-simd-threaded.wasm', bytes: 14_239_897, gzipBytes: 3_659_955 },
  },
  jspi: {
    entry: { name: 'ort.jspi.min.mjs', bytes: 66_511, gzipBytes: 20_650 },
    glue: { name: 'ort-wasm-simd-threaded.jspi.mjs', bytes: 50_918, gzipBytes: 18_444 },
    wasm: { name: 'ort-wasm-simd-threaded.jspi.wasm', bytes: 16_758_545, gzipBytes: 4_119_829 },
  },
  asyncify: {
    entry: { name: 'ort.webgpu.min.mjs', bytes: 66_349, gzipBytes: 20_610 },
    glue: { name: 'ort-wasm-simd-threaded.asyncify.mjs', bytes: 53_057, gzipBytes: 19_249 },
    wasm: { name: 'ort-wasm-simd-threaded.asyncify.wasm', bytes: 26_781_914, gzipBytes: 6_578_721 },
  },
} as const satisfies Record<string, WebVariant>;

/** The files of a variant, in the order in which a browser asks for them. */
export function filesOf({ entry, glue, wasm }: WebVariant): readonly WebFile[] {
  return [entry, glue, wasm];
}
