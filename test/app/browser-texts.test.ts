import { describe, expect, test } from 'vitest';
import { forPages, styleOf } from '../../src/app/voice.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import { render } from '../../src/texts/render.ts';
import { withClient } from './small-office.ts';

const style = { language: 'en', timeZone: 'Europe/Amsterdam' } as const;
const onPage = { ...style, inBrowser: true } as const;
const at = (text: string, where: typeof style) =>
  render({ text, values: { domain: 'klant.nl', hash: 'h', tag: 'X' } }, where);

describe('a sentence for somebody with a form before them', () => {
  test('leaves out which command to type, and a terminal is told it', () => {
    expect(at('task.approve', style)).toContain('Read the plan for klant.nl (golive plan) and approve it');
    expect(at('task.approve', onPage)).toContain('Read the plan for klant.nl and approve it');
  });
  test('may say something else there', () => {
    expect(at('task.mailboxes-unknown', style)).toContain('Answer with mailboxes, separated by commas');
    expect(at('task.mailboxes-unknown', onPage)).toContain('? Separated by commas');
  });
  test('a value from outside is never taken for such a mark', () => {
    const values = { domain: '[[klant]].nl', hash: '[[x||y]]' };
    expect(render({ text: 'task.approve', values }, onPage)).toMatch(/for \[\[klant]]\.nl .* \[\[x\|\|y]]/);
  });
  test('no mark is left over, in any language, and no blank before a full stop', () => {
    for (const [text, inAll] of Object.entries(CATALOG))
      for (const language of LANGUAGES) {
        if (!inAll[language].includes('[[')) continue;
        for (const where of [
          { ...style, language },
          { ...onPage, language },
        ])
          expect(render({ text }, where), `${text} ${language}`).not.toMatch(
            /\[\[|\]\]|\|\||\s[.,](?!\{)|\.\.|^\s|\s$/,
          );
        expect(render({ text }, { ...onPage, language })).not.toBe(render({ text }, { ...style, language }));
      }
  });
  test('marks stand in every language of a text or in none', () => {
    const marks = (text: string) => text.match(/\[\[/g)?.length ?? 0;
    for (const [key, inAll] of Object.entries(CATALOG))
      expect(new Set(LANGUAGES.map((language) => marks(inAll[language]))).size, key).toBe(1);
  });
  test('is what the pages are made in', async () => {
    const { app } = await withClient();
    expect(styleOf(app).inBrowser).toBeUndefined();
    expect(styleOf(forPages(app)).inBrowser).toBe(true);
  });
});
