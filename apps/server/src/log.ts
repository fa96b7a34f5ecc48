/** The log: JSON, a line an event, for programs; lines for people on a terminal. A log that cannot be written ends nothing. */
import { isatty } from 'node:tty';
import type { FastifyBaseLogger } from 'fastify';
import pino from 'pino';
import pretty from 'pino-pretty';

/** What stands in a log must not be of use to those who read it. */
const redact = ['req.headers.authorization', 'headers.authorization', 'token'];

/** @param level of pino, or `silent`. */
export function createLog(level: string): FastifyBaseLogger {
  const stream = isatty(1)
    ? pretty({ destination: 1, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ fd: 1, sync: false });
  // A full disk or a closed pipe: the server goes on serving.
  stream.on('error', () => undefined);
  return pino({ level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
