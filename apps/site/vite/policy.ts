/** What the page may load and do: from its own origin, and WebAssembly. As a header, and as a tag for hosts without. */
import type { Plugin } from 'vite';

const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "img-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export const policyHeader = { 'content-security-policy': policy };

/** Makes the page cross-origin isolated, so that WebAssembly may have threads. */
export const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** Writes the policy into the built page; the one that is being worked on gets its styles by script, and has none. */
export function strictPolicy(): Plugin {
  return {
    name: 'kantor-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
