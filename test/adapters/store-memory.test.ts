import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { storeContract } from '../contract/store.ts';
import { NOW } from '../contract/store-samples.ts';

storeContract('memory', async () => {
  const clock = { nowMs: NOW };
  const store = openMemoryStore({ clock: { now: () => clock.nowMs } });
  return { store, other: store, clock };
});
