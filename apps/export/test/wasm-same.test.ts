/** A fault of TensorFlow.js's wasm backend that exports keep clear of: remove the detour when this test fails. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';

it("convolves wrongly with padding 'same' where the kernel is smaller than the stride", async () => {
  await tf.setBackend('wasm');
  const image = tf.ones<tf.Rank.R4>([1, 6, 6, 1]);
  const kernel = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
  // 6 pixels hold two kernels of 2 at a stride of 3, and one pixel is left over: 'same' needs no zeros.
  expect([...tf.conv2d(image, kernel, 3, 'valid').dataSync()]).toEqual([4, 4, 4, 4]);
  expect([...tf.conv2d(image, kernel, 3, 'same').dataSync()]).not.toEqual([4, 4, 4, 4]);
});
