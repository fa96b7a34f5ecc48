/** Finds the value that computes the same as another: same operation, same attributes, same inputs. */
import type { HostTensor } from '@kantor/tensor';
import type { Value } from '../value.js';

const commutative = new Set(['add', 'mul', 'maximum', 'minimum']);

/** JSON has no infinity, which the limits of a clip may be. */
function exact(_name: string, attribute: unknown): unknown {
  return typeof attribute === 'number' && !Number.isFinite(attribute) ? String(attribute) : attribute;
}

export interface Interner {
  /** The first value seen that computes the same as this one, which may be itself. Its inputs were interned before. */
  intern(value: Value): Value;
  /** Whether a value is one that `intern` returned. */
  has(value: Value): boolean;
}

export function createInterner(): Interner {
  const numbers = new Map<Value, number>();
  const byKey = new Map<string, Value>();
  const constants = new Map<string, Value[]>();

  const number = (value: Value): Value => {
    numbers.set(value, numbers.size);
    return value;
  };
  const internConstant = (value: Value, tensor: HostTensor): Value => {
    const key = constantKey(tensor);
    const alike = constants.get(key) ?? [];
    constants.set(key, alike);
    const found = alike.find(({ op }) => op.kind === 'constant' && sameBytes(op.value, tensor));
    if (!found) alike.push(number(value));
    return found ?? value;
  };
  return {
    has: (value) => numbers.has(value),
    intern(value) {
      if (numbers.has(value)) return value;
      const { op, inputs } = value;
      if (op.kind === 'constant') return internConstant(value, op.value);
      // Inputs keep their identity, and an opaque operator may be random.
      if (op.kind === 'input' || op.kind === 'onnx') return number(value);
      const operands = inputs.map((input) => numbers.get(input) as number);
      if (commutative.has(op.kind)) operands.sort((a, b) => a - b);
      const key = `${JSON.stringify(op, exact)} ${operands.join()}`;
      const found = byKey.get(key);
      if (!found) byKey.set(key, number(value));
      return found ?? value;
    },
  };
}

function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Equal for equal constants, and almost always different for different ones (FNV-1a over the bytes). */
function constantKey(tensor: HostTensor): string {
  let hash = 0x811c9dc5;
  for (const byte of bytesOf(tensor)) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${tensor.dtype} ${tensor.shape.join()} ${hash}`;
}

function sameBytes(a: HostTensor, b: HostTensor): boolean {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  const other = bytesOf(b);
  return bytesOf(a).every((byte, i) => byte === other[i]);
}
