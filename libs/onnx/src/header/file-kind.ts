/** What a file is that is no ONNX model: by far most often a web page, a pointer, or another tool's format. */

const beginnings: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^$/, 'is empty'],
  [
    /^\s*<(?:!doctype|html|\?xml|svg)/i,
    'is a web page or XML: most likely the answer of a server that has no such file',
  ],
  [/^version https:\/\/git-lfs/, 'is a Git LFS pointer: run `git lfs pull` to have the file itself'],
  [/^\s*[{[]/, 'is JSON'],
  [/^PK/, 'is a ZIP archive, such as a PyTorch checkpoint: export it to ONNX'],
  [/^\x89HDF/, 'is HDF5, such as Keras weights: export it to ONNX'],
  [/^GGUF/, 'is GGUF: export the model to ONNX'],
  [/^(?:\x89PNG|\xff\xd8\xff)/, 'is a picture'],
  [/^[^]\x8b/, 'is compressed with gzip: unpack it first'],
  [/^[^]{4}ORTM/, 'is in ONNX Runtime’s own ORT format: use the .onnx file that it was made from'],
];

/**
 * Such as `is JSON`; undefined if the first bytes look like nothing known. Ask it of what could not be read: a model may
 * begin like any of these.
 */
export function knownAs(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  return beginnings.find(([begins]) => begins.test(start))?.[1];
}
