/** Messages of native code, as they were recorded, made readable. */
import { expect, it } from 'vitest';
import { messageOf, readable, sentence } from '../src/message.js';

// Recorded from onnxruntime-node 1.30.0 on Linux x64.
it.each([
  [
    'an absent WebGPU adapter',
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n',
    'Failed to get a WebGPU adapter: No supported adapters',
  ],
  [
    'a log line about a missing library',
    '\u001B[1;31m2026-11-21 21:37:12.733730539 [E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n\u001B[m',
    'libonnxruntime_providers_cuda.so: libcublasLt.so.13: cannot open shared object file: No such file or directory',
  ],
  [
    'an absent provider',
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'Failed to load shared library',
  ],
  [
    'a failing node',
    "Non-zero status code returned while running Reshape node. Name:'y' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:91 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == requested_shape_size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{2,3}, requested shape:{4,5}\n",
    "Non-zero status code returned while running Reshape node. Name:'y' Status Message: The input tensor cannot be reshaped to the requested shape. Input shape:{2,3}, requested shape:{4,5}",
  ],
  [
    'exhausted memory',
    "Non-zero status code returned while running Gemm node. Name:'y' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 360000000000\n",
    "Non-zero status code returned while running Gemm node. Name:'y' Status Message: Failed to allocate memory for requested buffer of size 360000000000",
  ],
  [
    'several lines',
    'Got invalid dimensions for input: x for the following indices\n index: 1 Got: 2 Expected: 3\n Please fix either the inputs/outputs or the model.',
    'Got invalid dimensions for input: x for the following indices index: 1 Got: 2 Expected: 3 Please fix either the inputs/outputs or the model.',
  ],
  ['plain words', "input 'x' is missing in 'feeds'.", "input 'x' is missing in 'feeds'."],
  [
    'a package that is not installed',
    "Cannot find module 'onnxruntime-node/package.json'\nRequire stack:\n- /app/node_modules/@kantor/runtime/dist/node/package.js",
    "Cannot find module 'onnxruntime-node/package.json'",
  ],
  // From here on of onnxruntime-web 1.30.0 in Chromium 156.
  [
    'a model that is none',
    "Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
    'Failed to load model because protobuf parsing failed.',
  ],
  [
    'an operator that the GPU cannot run',
    "failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: Non-zero status code returned while running Cast node. Name:'float16' Status Message: shader_helper.cc:416 GenerateSourceCode Program Cast requires f16 but the device does not support it.",
    "Non-zero status code returned while running Cast node. Name:'float16' Status Message: Program Cast requires f16 but the device does not support it.",
  ],
  [
    'WebAssembly that is cut short',
    'no available backend found. ERR: [wasm] RuntimeError: Aborted(CompileError: WebAssembly.instantiate(): reached end while decoding section length @+9). Build with -sASSERTIONS for more info.',
    'CompileError: WebAssembly.instantiate(): reached end while decoding section length @+9',
  ],
])('%s', (_what, native, words) => {
  expect(readable(native)).toBe(words);
  expect(messageOf(new Error(native))).toBe(words);
  expect(messageOf(native)).toBe(words);
});

it('ends a sentence once', () => {
  expect([sentence('No adapter'), sentence('No adapter.'), sentence('None?')]).toEqual([
    'No adapter.',
    'No adapter.',
    'None?',
  ]);
});
