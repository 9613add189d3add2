// Preloaded into golive by a test: writes the address of every module that is loaded to the file named in GOLIVE_TEST_MODULES.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.GOLIVE_TEST_MODULES, `${url}\n`);
    return nextLoad(url, context);
  },
});
