import { expect, test } from 'vitest';
import { answer } from '../../src/app/answer.ts';
import { load } from '../../src/app/record.ts';
import { ANNA, withClient } from './small-office.ts';

test('only the domain’s own name, typed out, is taken as the word that waives the DS; it is on record with who said it', async () => {
  const { app } = await withClient();
  const override = (name: string) => answer(app, 'klant.nl', { pairs: [['overrideDs', name]] }, ANNA);
  for (const wrong of ['yes', 'ander.nl', 'Klant.nl', 'klant.nl.', ' klant.nl', 'klant.nl,ander.nl'])
    await expect(override(wrong)).rejects.toMatchObject({ code: 'answer-invalid' });
  const { state } = await override('klant.nl');
  expect((await load(app, state.id)).state.answers.free).toEqual({ overrideDs: 'klant.nl' });
  const journal = await app.store.readJournal(state.id);
  expect(journal.at(-1)).toMatchObject({ by: 'Anna', event: { type: 'answered' } });
});
