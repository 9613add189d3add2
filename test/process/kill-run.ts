import { atEachStep } from './deaths.ts';
import type { Moved } from './move.ts';
import { move } from './move.ts';

/** A move in which `serve` dies at each step, and beside it one that nobody disturbs. */
export async function killedAndControl(pace: number): Promise<{ readonly killed: Moved; readonly control: Moved }> {
  // The lists lag for longer than a death and a new start take, so that a look alone cannot save anybody.
  const settings = { pace, leaseMs: 400, lagMs: 1000, giveUpAfterSeconds: 480 };
  const [control, killed] = await Promise.all([move(settings), move({ ...settings, dies: atEachStep() })]);
  return { killed, control };
}
