import { digestOf } from '../../domain/json.ts';

/** Names something on a customer's page: as good as unguessable, and it says nothing of what it is made of. */
export function keyOf(...parts: readonly unknown[]): string {
  return digestOf(parts).slice(0, 20);
}
