/** Two small models as @kantor/onnx writes them, beside the graphs that they were written from. */

const decode = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** a ['N', 2] and b [2] → sum = add(a, b), product = mul(a, b), both ['N', 2]. */
export const twoOutputs = decode(
  'CAgSBmthbnRvcjIAOpYBChUKAWEKAWISA3N1bRoDc3VtIgNBZGQKHQoBYQoBYhIHcHJvZHVjdBoHcHJvZHVjdCIDTXVsEgN0d29aFAoBYRIPCg0IARIJCgMSAU4KAggCWg8KAWISCgoICAESBAoCCAJiFgoDc3VtEg8KDQgBEgkKAxIBTgoCCAJiGgoHcHJvZHVjdBIPCg0IARIJCgMSAU4KAggCQgQKABAR',
);

/** x [3] → cast(x, dtype) under the dtype's name, for float16, int32, int64, uint8 and bool. */
export const casts = decode(
  'CAgSBmthbnRvcjIAOrgCCiYKAXgSB2Zsb2F0MTYaB2Zsb2F0MTYiBENhc3QqCQoCdG8YCqABAgoiCgF4EgVpbnQzMhoFaW50MzIiBENhc3QqCQoCdG8YBqABAgoiCgF4EgVpbnQ2NBoFaW50NjQiBENhc3QqCQoCdG8YB6ABAgoiCgF4EgV1aW50OBoFdWludDgiBENhc3QqCQoCdG8YAqABAgogCgF4EgRib29sGgRib29sIgRDYXN0KgkKAnRvGAmgAQISBXR5cGVzWg8KAXgSCgoICAESBAoCCANiFQoHZmxvYXQxNhIKCggIChIECgIIA2ITCgVpbnQzMhIKCggIBhIECgIIA2ITCgVpbnQ2NBIKCggIBxIECgIIA2ITCgV1aW50OBIKCggIAhIECgIIA2ISCgRib29sEgoKCAgJEgQKAggDQgQKABAR',
);
