/** Makes the WebAssembly backend say so when its memory is full, where it would write over what lies at address 0. */

interface WasmBackend {
  readonly wasm?: {
    _malloc?: ((bytes: number) => number) & { readonly isGuarded?: true };
    _free?: (address: number) => void;
  };
}

/**
 * Its allocator gives 0 when 4 GiB are used up, and the backend goes on with that as the address of a tensor. With the
 * guard that is an error, before anything is written.
 */
export function guardMemory(backend: object): void {
  const { wasm } = backend as WasmBackend;
  if (!wasm?._malloc || !wasm._free || wasm._malloc.isGuarded) return;
  wasm._free(wasm._malloc(1)); // the first call puts another function in the place of this one
  const allocate = wasm._malloc;
  const guarded = (bytes: number): number => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new Error(`Out of memory: no ${bytes} bytes are left in the 4 GiB that WebAssembly may have.`);
    }
    return address;
  };
  wasm._malloc = Object.assign(guarded, { isGuarded: true as const });
}
