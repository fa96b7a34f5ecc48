/** Loaded into a server by tests of its memory, with --expose-gc: collects garbage on SIGUSR2, and says what is left. */
process.on('SIGUSR2', () => {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed: objects } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ level: 30, msg: 'collected', objects })}\n`);
});
