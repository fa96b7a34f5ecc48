/** Bodies of inference requests, for tests. */

/** JSON and the bytes behind it, with the header that tells them apart. */
export function binaryBody(json: unknown, ...tails: readonly ArrayBufferView[]) {
  const head = Buffer.from(JSON.stringify(json));
  const parts = tails.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return {
    body: Buffer.concat([head, ...parts]),
    headers: { 'inference-header-content-length': String(head.length) },
  };
}

/** One row of latents for `double`, `broken` and `slow`, with anything in it replaced. */
export function latentsRequest(input: object = {}, request: object = {}) {
  return {
    inputs: [{ name: 'latents', shape: [1, 4], datatype: 'FP32', data: [1, -2, 0.5, 4], ...input }],
    ...request,
  };
}
