/** What `--cors` takes. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config/read.js';

describe('cors', () => {
  it.each([
    'https://example.com',
    'http://localhost:3000',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    'https://xn--bcher-kva.example',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'capacitor://localhost',
    'null',
    '*',
  ])('takes %s, which browsers send or which is all', (origin) => {
    expect(readConfig({ cors: ['https://a.example', origin] }, {}, undefined).cors).toContain(origin);
  });

  it.each([
    'notaurl',
    '',
    'example.com',
    'localhost:3000',
    'https://a.example/',
    'https://a.example/page',
    'https://a.example?x=1',
    'https://A.example',
    'https://a.example:443',
    'https://user@a.example',
    'https://bücher.example',
    'https://*.a.example',
    'file:///',
    'file://',
    'https://',
  ])("refuses '%s', which none sends", (origin) => {
    expect(() => readConfig({ cors: ['https://a.example', origin] }, {}, undefined)).toThrow(
      `cors: expected an origin as browsers send it, such as https://example.com or http://localhost:3000, without a path and without a slash at its end, or * for all; got "${origin}"`,
    );
  });

  it('is no origin at all, if it is empty', () => {
    expect(readConfig({}, { KANTOR_CORS: '' }, undefined).cors).toEqual([]);
  });
});
