/** Manifests: read back as written, and refused when altered, incomplete or from another version. */
import { describe, expect, it } from 'vitest';
import { describeState, formatManifest, parseManifest, type Progress } from '../src/manifest.js';

const progress: Progress = {
  step: 100,
  criticSteps: 500,
  dataCursor: 501,
  seed: 7,
  specHash: 'b4d455',
  engine: 'ort-cpu',
  threads: 2,
  createdAt: '2026-11-21T10:00:00.000Z',
  metrics: { 'wasserstein estimate': 3.25, '7': 1e-300 },
  score: -1.5,
};
const manifest = describeState(progress, new TextEncoder().encode('abc'));
const refused = expect.objectContaining({ code: 'checkpoint/manifest' });

describe('a manifest', () => {
  it('tells format, random numbers, and size and SHA-256 of the state', () => {
    expect(manifest).toEqual({
      ...progress,
      format: 1,
      rng: 'philox4x32-10/as241',
      files: {
        'state.safetensors': {
          bytes: 3,
          // FIPS 180-2, appendix B.1: the digest of 'abc'
          sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      },
    });
  });

  it('is read back as it was written, whatever the white space', () => {
    const text = formatManifest(manifest);
    expect(parseManifest(text)).toEqual(manifest);
    expect(parseManifest(JSON.stringify(JSON.parse(text)))).toEqual(manifest);
  });

  it('needs neither metrics nor score', () => {
    const { metrics: _, score: __, ...rest } = progress;
    const small = describeState(rest, new Uint8Array(0));
    expect(parseManifest(formatManifest(small))).toEqual(small);
  });

  it('is refused when any field was changed, added or removed', () => {
    const text = formatManifest(manifest);
    for (const changed of [
      text.replace('"step": 100', '"step": 101'),
      text.replace('"dataCursor": 501', '"dataCursor": 500'),
      text.replace('3.25', '3.24'),
      text.replace('"threads": 2,', '"threads": 2, "extra": 1,'),
      text.replace(/"checksum": ".{4}/, '"checksum": "zzzz'),
      text.replace(/,\s*"score": -1.5/, ''),
    ]) {
      expect(changed).not.toBe(text);
      expect(() => parseManifest(changed)).toThrow(refused);
    }
  });

  it.each(['', '{', 'null', '[]', '"text"', '7', '{}', '{"format":1}'])('is not %j', (text) => {
    expect(() => parseManifest(text)).toThrow(refused);
  });

  it('is refused when its format or its random numbers are others, which the error says', () => {
    const text = formatManifest(manifest);
    expect(() => parseManifest(text.replace('"format": 1', '"format": 2'))).toThrow(
      /format: only format 1 is known/,
    );
    expect(() => parseManifest(text.replace('as241', 'ziggurat'))).toThrow(/rng: only philox4x32-10\/as241/);
  });

  it.each<[string, Partial<Progress>]>([
    ['step', { step: -1 }],
    ['step', { step: 0.5 }],
    ['seed', { seed: 2 ** 53 }],
    ['threads', { threads: 0 }],
    ['score', { score: NaN }],
    ['metrics.loss', { metrics: { loss: Infinity } }],
    ['createdAt', { createdAt: 'yesterday' }],
    ['engine', { engine: '' }],
  ])('is not written with a bad %s', (field, bad) => {
    expect(() => describeState({ ...progress, ...bad }, new Uint8Array(0))).toThrow(
      expect.objectContaining({
        code: 'checkpoint/manifest',
        message: expect.stringContaining(`${field}: `),
      }),
    );
  });
});
