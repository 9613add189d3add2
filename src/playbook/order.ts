/** A step as far as order goes. */
export interface Ordered {
  readonly id: string;
  readonly after: readonly string[];
}

/**
 * Who comes before whom, at any distance. It holds whatever steps are absent, because an absent step hands its own `after` on: where two
 * steps are both present, their order is that of the whole graph. Unknown ids are ignored, cycles end.
 */
export function orderOf(steps: readonly Ordered[]): (earlier: string, later: string) => boolean {
  const index = new Map(steps.map((step, at) => [step.id, at]));
  const before: (bigint | undefined)[] = [];
  const open = new Set<number>();
  const beforeOf = (at: number): bigint => {
    const known = before[at];
    if (known !== undefined) return known;
    if (open.has(at)) return 0n;
    open.add(at);
    let found = 0n;
    for (const id of steps[at]!.after) {
      const previous = index.get(id);
      if (previous !== undefined && previous !== at) found |= (1n << BigInt(previous)) | beforeOf(previous);
    }
    open.delete(at);
    before[at] = found;
    return found;
  };
  return (earlier, later) => {
    const from = index.get(earlier);
    const to = index.get(later);
    return from !== undefined && to !== undefined && ((beforeOf(to) >> BigInt(from)) & 1n) === 1n;
  };
}

/** One cycle for each knot of steps that wait for each other, as ids in order, the first repeated at the end. */
export function cyclesOf(steps: readonly Ordered[]): string[][] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const state = new Map<string, 'open' | 'closed'>();
  const cycles: string[][] = [];
  const visit = (id: string, trail: readonly string[]): void => {
    if (state.get(id) === 'closed') return;
    if (state.get(id) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(id)), id].toReversed());
      return;
    }
    state.set(id, 'open');
    for (const previous of byId.get(id)?.after ?? []) if (byId.has(previous)) visit(previous, [...trail, id]);
    state.set(id, 'closed');
  };
  for (const step of steps) visit(step.id, []);
  return cycles;
}

/** The steps without these: what came after one of them comes after what it came after. */
export function withoutSteps<T extends Ordered>(steps: readonly T[], gone: ReadonlySet<string>): T[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const bridged = (ids: readonly string[], seen: ReadonlySet<string>): string[] => [
    ...new Set(
      ids.flatMap((id) => {
        const step = byId.get(id);
        if (!gone.has(id) || step === undefined) return [id];
        return seen.has(id) ? [] : bridged(step.after, new Set([...seen, id]));
      }),
    ),
  ];
  return steps.filter((step) => !gone.has(step.id)).map((step) => ({ ...step, after: bridged(step.after, new Set()) }));
}
