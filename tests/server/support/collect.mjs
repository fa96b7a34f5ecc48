/** Loaded into a server by tests of its memory, with --expose-gc: collects garbage on SIGUSR2, and says so. */
process.on('SIGUSR2', () => {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  process.stdout.write('{"level":30,"msg":"collected"}\n');
});
