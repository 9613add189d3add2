/** So many turns of the loop: whoever has not answered by then, with no clock and no other process to wait for, waits for ever. */
export async function turns(count: number): Promise<'waits'> {
  for (let turn = 0; turn < count; turn++) await new Promise((go) => setImmediate(go));
  return 'waits';
}
