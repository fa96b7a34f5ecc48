/** Workers run compiled sources: Node does not read TypeScript in all the versions that are supported. */
export const workerUrl = new URL('../../dist/node/ort-worker.js', import.meta.url);
