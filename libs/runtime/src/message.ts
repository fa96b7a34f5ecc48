/** What native code says of a failure, without the source paths, assertions and colours of whoever compiled it. */

/** One readable line. */
export function readable(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- terminal colours begin with the control character ESC
      .replace(/\u001B\[[\d;]*m/g, '')
      // "2026-11-21 21:35:02.50 [E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] "
      .replace(/^.*?\[[A-Z]:onnxruntime:[^\]]*\] /gm, '')
      // "/onnxruntime_src/…/reshape_helper.h:91 onnxruntime::ReshapeHelper(…) a == b was false. "
      .replace(/\S+\.(?:cc|cpp|h):\d+ .*?(?: was false\. |(?=\[ONNXRuntimeError\]|Failed to allocate ))/g, '')
      .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /g, '')
      .replace(/Failed to load library \S*?([^/\\\s]+) with error: /, '$1: ')
      .replace(/^OrtSessionOptionsAppendExecutionProvider_\w+: /, '')
      // "failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: Non-zero … Status Message: shader_helper.cc:416 Generate "
      .replace(/^.*?ERROR_CODE: \d+, ERROR_MESSAGE: /, '')
      .replace(/\b\w+\.cc:\d+ \w+ /g, '')
      // "no available backend found. ERR: [wasm] RuntimeError: Aborted(…). Build with -sASSERTIONS for more info."
      .replace(/^no available backend found\. ERR: \[\w+\] /, '')
      .replace(/^\w+: Aborted\((.*)\)\. Build with -sASSERTIONS for more info\.$/s, '$1')
      // "Cannot find module 'onnxruntime-node/package.json'\nRequire stack:\n- /app/node_modules/…"
      .replace(/\nRequire stack:.*$/s, '')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** The message of whatever was thrown, readable. */
export function messageOf(error: unknown): string {
  return readable(error instanceof Error ? error.message : String(error));
}

/** Ends with a full stop, so that another sentence can follow. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
