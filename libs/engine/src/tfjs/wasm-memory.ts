/** Makes the WebAssembly backend say so when its memory is full, where it would write over what lies at address 0. */

interface WasmBackend {
  readonly wasm?: { _malloc?: ((bytes: number) => number) & { readonly isGuarded?: true } };
}

/**
 * Its allocator gives 0 when 4 GiB are used up, and the backend goes on with that as the address of a tensor. With the
 * guard that is an error, before anything is written.
 */
export function guardMemory(backend: object): void {
  const { wasm } = backend as WasmBackend;
  const allocate = wasm?._malloc;
  if (!wasm || !allocate || allocate.isGuarded) return;
  const guarded = (bytes: number): number => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new Error(`Out of memory: no ${bytes} bytes are left in the 4 GiB that WebAssembly may have.`);
    }
    return address;
  };
  wasm._malloc = Object.assign(guarded, { isGuarded: true as const });
}
