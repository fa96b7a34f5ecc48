/** Loaded into a server by a test that must fail: keeps some memory of every request. */
import { subscribe } from 'node:diagnostics_channel';

/** @type {Buffer[]} */
const kept = [];
subscribe('http.server.request.start', () => void kept.push(Buffer.alloc(32_768, 1)));
