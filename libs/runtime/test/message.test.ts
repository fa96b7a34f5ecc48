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
    'several lines',
    'Got invalid dimensions for input: x for the following indices\n index: 1 Got: 2 Expected: 3\n Please fix either the inputs/outputs or the model.',
    'Got invalid dimensions for input: x for the following indices index: 1 Got: 2 Expected: 3 Please fix either the inputs/outputs or the model.',
  ],
  ['plain words', "input 'x' is missing in 'feeds'.", "input 'x' is missing in 'feeds'."],
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
