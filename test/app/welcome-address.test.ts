import { expect, test } from 'vitest';
import { welcomeAddress } from '../../src/app/access/access-documents.ts';
import { withClient } from './small-office.ts';

test('a first link can be opened as it is printed, also where the port was chosen by the machine', async () => {
  const { app } = await withClient();
  const at = (serve: object) => ({ ...app, config: { ...app.config, serve: { ...app.config.serve, ...serve } } });
  const here = 'http://127.0.0.1:35035';
  expect(welcomeAddress(at({ listen: '127.0.0.1:0' }), 'TOKEN', here)).toBe(`${here}/welcome/TOKEN`);
  expect(welcomeAddress(at({ url: 'https://golive.example.nl/' }), 'TOKEN', here)).toBe(
    'https://golive.example.nl/welcome/TOKEN',
  );
  expect(welcomeAddress(at({ listen: '127.0.0.1:0' }), 'TOKEN')).toBe('/welcome/TOKEN');
});
