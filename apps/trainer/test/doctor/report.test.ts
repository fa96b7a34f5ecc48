/** The doctor's findings as people and programs read them. */
import { describe, expect, it } from 'vitest';
import { encodeFindings, formatFindings } from '../../src/doctor/report.js';
import { facts, rows } from './findings.js';

describe('the text', () => {
  const text = formatFindings({ facts, rows }, 100);

  it('says what the machine has', () => {
    expect(text.split('\n').slice(0, 7)).toEqual([
      'Machine   AMD EPYC, 2 cores, 23.5 GiB memory (20.4 free)',
      'System    Debian GNU/Linux 12 (bookworm), Linux 6.1, x64',
      'Programs  Node 20.20.2, npm 11.19.1',
      'GPU       none found',
      'CUDA      none found',
      'cuDNN     none found',
      'Vulkan    no loader (libvulkan.so.1)',
    ]);
  });

  it('says of each engine whether it works, how fast, and what to do', () => {
    const table = text.slice(text.indexOf('Engine '), text.indexOf('\n\n*')).split('\n');
    expect(table).toEqual([
      'Engine         Works     Images/s  What it is, or why not',
      `-------------  --------  --------  ${'-'.repeat(65)}`,
      'ort-cpu *      yes          1,633  onnxruntime-node 1.30.0, 2 threads',
      'ort-cuda       no               -  It is not installed.',
      '                                   Fix: Run `node install.js`.',
      'tfjs-node-gpu  CPU only        99  libtensorflow 2.9.1, without a GPU.',
      '                                   Fix: Buy one.',
      'tfjs-node      no               -  found',
      '                                   Training on it fails: It broke.',
      'tfjs-cpu       yes            2.1  slow',
    ]);
  });

  it('explains its marks and its measure', () => {
    const notes = text.slice(text.indexOf('\n\n*')).replaceAll('\n', ' ');
    expect(notes).toContain('* --engine=auto trains on ort-cpu.');
    expect(notes).toContain('batches of 32 images of 28 x 28; smaller ones for tfjs-cpu (2).');
    expect(notes).toContain('docs/gpu.md');
  });

  it.each([100, 80, 60])('fits %i columns', (width) => {
    const busy = { ...facts, machine: { ...facts.machine, load: 14.2 } };
    const long = rows.map((row) => ({ ...row, reason: `${row.reason} ${'And so on. '.repeat(20)}`.trim() }));
    for (const line of formatFindings({ facts: busy, rows: long }, width).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(width);
      expect(line).toBe(line.trimEnd());
    }
  });

  it('says when others are at work, and when nothing works', () => {
    const busy = { ...facts, machine: { ...facts.machine, load: 3 } };
    expect(formatFindings({ facts: busy, rows: [] }, 100)).toMatch(/load 3: others are at work/);
    expect(formatFindings({ facts, rows: [] }, 100)).toContain(
      'No engine works that --engine=auto could take.',
    );
  });
});

it('the JSON has the same', () => {
  const found = JSON.parse(encodeFindings({ facts, rows })) as Record<string, unknown>;
  expect(found).toMatchObject({
    machine: { cpu: 'AMD EPYC' },
    auto: 'ort-cpu',
    libraries: { cuda: [], cudnn: [] },
    engines: rows,
  });
});
