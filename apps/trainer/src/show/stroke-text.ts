/** Short words and numbers drawn as SVG paths, for machines without fonts. Not a font: only what pictures here say. */

/** Advance width and outline of a character in strokes; baseline at 0, digits 7 high, small letters 5. */
type Glyph = readonly [width: number, path: string];

const bowl = 'M3.4-2.5C3.4-4 2.8-5 1.7-5S0-4 0-2.5S.6 0 1.7 0S3.4-1 3.4-2.5';
const arch = 'M0-3C.2-4.3 .9-5 1.8-5S3.2-4.3 3.2-3.2V0';

const glyphs: Readonly<Record<string, Glyph>> = {
  '0': [4, 'M2-7C.4-7 0-5.2 0-3.5S.4 0 2 0S4-1.8 4-3.5S3.6-7 2-7Z'],
  '1': [3, 'M.4-5.6L2-7V0'],
  '2': [4, 'M.2-5.2C.2-6.4 1-7 2-7S3.8-6.3 3.8-5.1C3.8-3.6 2-2.4 0 0H4'],
  '3': [
    4,
    'M.2-6C.6-6.7 1.3-7 2-7C3.1-7 3.8-6.3 3.8-5.3S3-3.7 1.7-3.7C3.1-3.7 4-2.9 4-1.9S3.1 0 1.9 0C1.1 0 .4-.3 0-1',
  ],
  '4': [4.2, 'M3 0V-7L0-2H4.2'],
  '5': [4, 'M3.7-7H.6L.3-3.9C.8-4.3 1.4-4.5 2-4.5C3.2-4.5 4-3.6 4-2.3S3.1 0 1.9 0C1.1 0 .4-.3 0-1'],
  '6': [
    4,
    'M3.6-6.4C3.2-6.8 2.7-7 2.2-7C.8-7 0-5.5 0-3.2C0-1.1 .8 0 2 0S4-.9 4-2.2S3.2-4.4 2-4.4S.1-3.6 0-2.4',
  ],
  '7': [4, 'M0-7H4L1.4 0'],
  '8': [
    4,
    'M2-3.8C.9-3.8 .2-4.4 .2-5.4S.9-7 2-7S3.8-6.4 3.8-5.4S3.1-3.8 2-3.8C.8-3.8 0-3 0-1.9S.8 0 2 0S4-.8 4-1.9S3.2-3.8 2-3.8Z',
  ],
  '9': [
    4,
    'M.4-.6C.8-.2 1.3 0 1.8 0C3.2 0 4-1.5 4-3.8C4-5.9 3.2-7 2-7S0-6.1 0-4.8S.8-2.6 2-2.6S3.9-3.4 4-4.6',
  ],
  '−': [3.4, 'M0-3.4H3.2'],
  '.': [0.2, 'M.1-.1V0'],
  ' ': [1.6, ''],
  a: [3.4, `M3.4-5V0${bowl}`],
  c: [3.2, 'M3.2-4.2C2.8-4.8 2.3-5 1.8-5C.7-5 0-4 0-2.5S.7 0 1.8 0C2.3 0 2.8-.2 3.2-.8'],
  d: [3.4, `M3.4-7V0${bowl}`],
  e: [3.5, 'M0-2.6H3.5C3.5-4.1 2.8-5 1.8-5S0-4 0-2.5S.8 0 1.9 0C2.5 0 3-.3 3.4-.8'],
  g: [3.4, `M3.4-5V.3C3.4 1.5 2.7 2.1 1.7 2.1C1.1 2.1 .6 1.9 .2 1.5${bowl}`],
  h: [3.2, `M0-7V0${arch}`],
  i: [0.2, 'M.1-5V0M.1-6.9V-6.8'],
  l: [0.2, 'M.1-7V0'],
  n: [3.2, `M0-5V0${arch}`],
  o: [3.6, 'M1.8-5C.7-5 0-4 0-2.5S.7 0 1.8 0S3.6-1 3.6-2.5S2.9-5 1.8-5Z'],
  r: [2, 'M0-5V0M0-3C.2-4.2 .9-5 2-5'],
  t: [2.3, 'M1-6.6V-1.4C1-.4 1.4 0 2.3 0M0-5H2.3'],
  w: [5, 'M0-5L1.2 0L2.5-5L3.8 0L5-5'],
};

const digitHeight = 7;
const spacing = 1.5;

export interface TextPlace {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  /** Of the digits. */
  readonly height: number;
  /** The part of the text that stands at `x`; default its start. */
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** The width of a text whose digits have this height. Characters that cannot be drawn are left out, here as there. */
export function textWidth(text: string, height: number): number {
  const letters = drawable(text);
  const units = letters.reduce((sum, letter) => sum + glyphs[letter][0] + spacing, 0);
  return (Math.max(0, units - spacing) * height) / digitHeight;
}

/** SVG of a text; the strokes take their colour from the element around it. Hyphens are drawn as minus signs. */
export function strokeText(text: string, { x, y, height, anchor = 'start' }: TextPlace): string {
  const scale = height / digitHeight;
  const shift = { start: 0, middle: 0.5, end: 1 }[anchor] * textWidth(text, height);
  let at = 0;
  const paths = drawable(text).map((letter) => {
    const path =
      glyphs[letter][1] && `<path transform="translate(${at.toFixed(1)} 0)" d="${glyphs[letter][1]}"/>`;
    at += glyphs[letter][0] + spacing;
    return path;
  });
  const place = `translate(${(x - shift).toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`;
  return `<g fill="none" stroke-width="0.9" stroke-linecap="round" stroke-linejoin="round" transform="${place}">${paths.join('')}</g>`;
}

function drawable(text: string): string[] {
  return [...text.replaceAll('-', '−')].filter((letter) => Object.hasOwn(glyphs, letter));
}
