/** Which errors mean that memory is exhausted. The texts are what runtimes throw. */
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { deviceFailure } from '../src/failure.js';

describe('a device', () => {
  it.each([
    ['TensorFlow', 'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[64,512]'],
    ['ONNX Runtime on the CPU', 'Failed to allocate memory for requested buffer of size 360000000000'],
    ['CUDA', 'CUDA failure 2: out of memory ; GPU=0'],
    ['C++', 'std::bad_alloc'],
    ['V8, arrays', 'Array buffer allocation failed'],
    ['V8, large arrays', 'Invalid typed array length: 90000000000'],
    [
      'the guard of WebAssembly',
      'Out of memory: no 64 bytes are left in the 4 GiB that WebAssembly may have.',
    ],
  ])('out of memory in the words of %s is engine/memory, in one line', (_who, text) => {
    const failure = deviceFailure("Program 'step'", new Error(text));
    expect(failure.code).toBe('engine/memory');
    expect(failure.message).toMatch(
      /^Program 'step' needs more memory than the device has: .*[^.]\. Use a smaller batch; states are as they were\.$/,
    );
    expect(failure.cause).toMatchObject({ message: text });
  });

  it.each(['Non-zero status code returned while running Reshape node.', 'The room is cold.', ''])(
    'that fails otherwise is engine/run: %s',
    (text) => {
      expect(deviceFailure('Reading', new Error(text))).toMatchObject({
        code: 'engine/run',
        message: `Reading failed: ${text}`,
      });
    },
  );

  it('keeps the errors of the port, and no others', () => {
    const own = new KantorError('engine/feed', 'No feed.');
    expect(deviceFailure('Running', own)).toBe(own);
    const other = new KantorError('runtime/run', 'It broke.');
    expect(deviceFailure('Running', other)).toMatchObject({ code: 'engine/run', cause: other });
  });
});
