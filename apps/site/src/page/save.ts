/** Hands a file to the visitor, as a download of the browser. */

export function save(bytes: Uint8Array, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then, and has the bytes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
