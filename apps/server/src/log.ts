/** The log: JSON, a line an event, for programs; lines for people on a terminal. A log that cannot be written ends nothing. */
import { isatty } from 'node:tty';
import type { FastifyBaseLogger } from 'fastify';
import pino, { type DestinationStream } from 'pino';
import pretty from 'pino-pretty';

/** What stands in a log must not be of use to those who read it. */
const redact = ['req.headers.authorization', 'headers.authorization', 'token'];

/** Bytes that wait for a reader who is slow; what comes on top is lost. */
const mostWaiting = 2 ** 20;

/**
 * Writes to the standard output, and loses what a full disk or a closed pipe does not take. The library by itself would
 * keep it in memory, and at the end of the process try again for good.
 */
function createOutput(): DestinationStream {
  const open = () => {
    const stream = pino.destination({ fd: 1, sync: false, maxLength: mostWaiting });
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') return; // nobody will read any more, and the library writes no more
      stream.destroy();
      if (stream === current) current = open();
    });
    return stream;
  };
  let current = open();
  return { write: (line) => void current.write(line) };
}

function createTerminal(): DestinationStream {
  const stream = pretty({
    destination: 1,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  });
  stream.on('error', () => undefined);
  return stream;
}

/** @param level of pino, or `silent`. */
export function createLog(level: string): FastifyBaseLogger {
  const stream = isatty(1) ? createTerminal() : createOutput();
  return pino({ level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
