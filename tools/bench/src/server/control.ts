/** A server with no model behind it, as a contender: what Node's HTTP and the load take of a machine by themselves. */
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.js';
import { ours } from './ours.js';

export const control: Contender = {
  name: 'node:http, no model',
  formats: ours.formats,
  readyPath: '/',
  withoutModel: true,
  pacedLike: ours.name,
  command: ({ file, imageBytes }, _layout, port) => ({
    file: process.execPath,
    args: [
      fileURLToPath(new URL('./control-process.js', import.meta.url)),
      file,
      String(imageBytes),
      String(port),
    ],
    folder: process.cwd(),
  }),
  // The same requests, so that reading them is the same work.
  ask: (model, payload) => ours.ask(model, payload),
};
