import { afterEach, beforeEach } from 'vitest';

// A bug that one test of a file has noticed is noticed: the file's other tests need not run.
let noticed = false;

afterEach(({ task }) => {
  noticed ||= task.result?.state === 'fail';
});

beforeEach((context) => {
  if (noticed) context.skip('noticed already');
});
