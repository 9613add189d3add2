import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../src/dashboard/assets');
const [css, js, icon] = ['golive.css', 'golive.js', 'icon.svg'].map((name) =>
  readFileSync(join(folder, name), 'utf8'),
) as [string, string, string];

describe('what every page loads', () => {
  test('is small: 60 kB at most in all, as it travels; the script less than 8 kB as it is written', () => {
    expect([css, js, icon].reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(60_000);
    expect(Buffer.byteLength(js)).toBeLessThan(8000);
  });
  test('asks nobody else for anything', () => {
    expect(`${css}${js}`).not.toMatch(/https?:|@import|url\(|\/\/[a-z]+\./i);
    expect(icon.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|href/i);
  });
  test('never makes HTML of text', () => {
    expect(js).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/);
  });
});

/** `--name: #hex` of the light theme and of the dark. */
function themes(): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) =>
    Object.fromEntries(
      [...block!.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, colour]) => [name!, colour!]),
    ),
  );
  const [light, dark] = blocks as [Record<string, string>, Record<string, string>];
  return [
    ['light', light],
    ['dark', { ...light, ...dark }],
  ];
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const whole = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(whole.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'sheet'] as const;
const TEXTS = ['ink', 'quiet', 'accent', 'good', 'busy', 'you', 'bad', 'calm'] as const;
const TONES = ['good', 'busy', 'you', 'bad', 'calm'] as const;

describe.each(themes())('the %s theme', (_name, colours) => {
  const between = (one: string, other: string) => contrast(colours[one]!, colours[other]!);
  test('has every text at 4.5 : 1 on every ground it stands on', () => {
    for (const text of TEXTS)
      for (const ground of GROUNDS) expect(between(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const tone of TONES) expect(between(tone, `${tone}-wash`), tone).toBeGreaterThanOrEqual(4.5);
    for (const tone of TONES) expect(between('ink', `${tone}-wash`), `ink on ${tone}`).toBeGreaterThanOrEqual(4.5);
    expect(between('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5);
  });
  test('has the edge of what can be filled in or pressed at 3 : 1', () => {
    for (const ground of GROUNDS) expect(between('edge', ground), ground).toBeGreaterThanOrEqual(3);
  });
});
