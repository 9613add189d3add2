import { afterEach, beforeEach, inject, type RunnerTestCase } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the control: which tests of which file are asked, by their names in the report. */
    readonly asked: Readonly<Record<string, readonly string[]>> | null;
  }
}

// A bug that one test of a file has noticed is noticed: the file's other tests need not run. And what is asked without any bug is the tests that
// noticed one.
let noticed = false;

const nameOf = (task: RunnerTestCase | RunnerTestCase['suite']): string =>
  task === undefined ? '' : `${nameOf(task.suite)} ${task.name}`.trim();

beforeEach((context) => {
  if (noticed) context.skip('noticed already');
  const { task } = context;
  const asked = inject('asked');
  const [, names] = Object.entries(asked ?? {}).find(([file]) => task.file.filepath.endsWith(file)) ?? [];
  if (asked !== null && names?.includes(nameOf(task)) !== true) context.skip('noticed nothing');
});

afterEach(({ task }) => {
  noticed ||= task.result?.state === 'fail';
});
