/** Numbers as IEEE 754 binary16, in which a file takes half the bytes: conversion to raw bits, and back. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

const infinity = 0x7c00;
/** The float32 bits of 65520, from which on the nearest of binary16 is infinity. */
const overflow = 0x477ff000;
/** The float32 bits of 2^-14, the smallest number with 11 digits in binary16. */
const smallestNormal = 0x38800000;

function encode(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const size = bits[0] & 0x7fffffff;
  if (size > 0x7f800000) return 0x7e00; // not a number
  if (size >= overflow) return sign | infinity;
  if (size < smallestNormal) {
    float[0] = Math.abs(value) + 0.5; // float32 between 0.5 and 1 is as fine as binary16 is here: the sum rounds
    return sign | (bits[0] - 0x3f000000);
  }
  const odd = (size >>> 13) & 1;
  return sign | ((size - 0x38000000 + 0xfff + odd) >>> 13); // a carry goes into the exponent, as it should
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest of binary16 for each value, halves to even; ±Infinity from 65520 on. The array is new. */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) halves[i] = encode(values[i]);
  return halves;
}

/** Exact. The array is new. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = decode(halves[i]);
  return values;
}
