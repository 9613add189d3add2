import type { ZodType } from 'zod';
import type { Answers, FactName } from '../domain/answers.ts';
import { FACT_VALUES } from '../domain/answers.ts';
import type { Json } from '../domain/json.ts';
import type { InFourLanguages } from '../domain/message.ts';
import type { Condition, Playbook, PlaybookStep, When } from '../domain/playbook.ts';
import type { Issue } from './issue.ts';
import { Issues, quoted } from './issue.ts';
import { cyclesOf, withoutSteps } from './order.ts';
import type { Path } from './place.ts';
import type { RuledStep } from './rules.ts';
import { breachesOf, idleOwners, unreachable } from './rules.ts';
import type { StepInFile } from './schema.ts';
import { GraphFile, MAX_STEPS, PresetFile } from './schema.ts';
import { fitted, oneOf } from './schema-issues.ts';
import type { ParsedYaml } from './yaml.ts';
import { parseYaml } from './yaml.ts';

/** What a playbook may name. */
export interface Known {
  /** Ids of the step catalogue. */
  readonly steps: Iterable<string>;
  /** Graphs that a preset may build on, by id. */
  readonly graphs?: ReadonlyMap<string, Playbook>;
  /** The schema of a catalogue step's params; without it params are not judged. */
  readonly params?: (step: string) => ZodType | undefined;
}

export interface Loaded {
  /** Absent when there is an error among the issues. */
  readonly playbook?: Playbook;
  readonly issues: readonly Issue[];
}

/** Reads a playbook file: a graph of steps, or a preset of answers for one. Reports everything that is wrong with it at once. */
export function loadPlaybook(text: string, file: string, known: Known): Loaded {
  const yaml = parseYaml(text, file);
  const issues = new Issues(file);
  issues.addAll(yaml.issues);
  if (yaml.value === undefined && yaml.issues.length > 0) return { issues: issues.list() };
  const isPreset = isMap(yaml.value) && Object.hasOwn(yaml.value, 'graph') && !Object.hasOwn(yaml.value, 'steps');
  const playbook = isPreset ? preset(yaml, issues, known) : graph(yaml, issues, known);
  const found = issues.list();
  return playbook === undefined || found.some((issue) => issue.severity === 'error')
    ? { issues: found }
    : { playbook, issues: found };
}

/** Whether the file is a preset; cheap, for reading graphs first. */
export function isPresetText(text: string): boolean {
  return /^graph\s*:/m.test(text) && !/^steps\s*:/m.test(text);
}

function graph(yaml: ParsedYaml, issues: Issues, known: Known): Playbook | undefined {
  const parsed = fitted(issues, GraphFile, yaml, yaml.value);
  const raw = isMap(yaml.value) && Array.isArray(yaml.value['steps']) ? yaml.value['steps'] : [];
  if (raw.length <= MAX_STEPS) judgeSteps(raw, yaml, issues, known);
  if (parsed === undefined) return undefined;
  const { id, title, summary, interruption, warnings } = parsed;
  const steps = parsed.steps.map(stepOf);
  for (const { at, id: step, owner } of idleOwners(steps))
    issues.add(
      yaml.placeOfKey(['steps', at, 'ownerWhen']),
      ['steps', at, 'ownerWhen'],
      `it changes nothing: in every mix of answers the owner of ${step} is ${owner}`,
      'mend it, or leave it out',
      'warning',
    );
  return { id, title, summary, interruption, answers: {}, warnings, steps };
}

function preset(yaml: ParsedYaml, issues: Issues, known: Known): Playbook | undefined {
  const parsed = fitted(issues, PresetFile, yaml, yaml.value);
  const raw = yaml.value as Record<string, Json>;
  if (isMap(raw['answers']) && Object.keys(raw['answers']).length === 0)
    issues.add(yaml.placeOfKey(['answers']), ['answers'], 'the preset answers nothing', 'answer at least one question');
  const base = typeof raw['graph'] === 'string' ? known.graphs?.get(raw['graph']) : undefined;
  if (typeof raw['graph'] === 'string' && base === undefined)
    issues.add(
      yaml.placeOf(['graph']),
      ['graph'],
      `no graph is called ${quoted(raw['graph'])}`,
      oneOf(raw['graph'], [...(known.graphs?.keys() ?? [])]),
    );
  if (base === undefined) return undefined;
  const ids = base.steps.map((step) => step.id);
  const named: [Path, unknown][] = [
    ...(Array.isArray(raw['without']) ? raw['without'] : []).map((id, at): [Path, unknown] => [['without', at], id]),
    ...Object.keys(isMap(raw['texts']) ? raw['texts'] : {}).map((id): [Path, unknown] => [['texts', id], id]),
  ];
  for (const [path, id] of named)
    if (typeof id === 'string' && !ids.includes(id))
      issues.add(yaml.placeOfKey(path), path, `${base.id} has no step ${quoted(id)}`, oneOf(id, ids));
  if (parsed === undefined) return undefined;
  const { id, title, summary, answers, warnings, without, texts } = parsed;
  const steps = withoutSteps(base.steps, new Set(without)).map((step) => ({
    ...step,
    ...compact(texts[step.id] ?? {}),
  }));
  for (const { what, fix } of without.length === 0 ? [] : breachesOf(base.interruption, steps))
    issues.add(yaml.placeOfKey(['without']), ['without'], what, `${fix}, or do not leave it out`);
  return {
    id,
    title,
    summary,
    interruption: base.interruption,
    answers: compact(answers) as Partial<Answers>,
    warnings: [...base.warnings, ...warnings],
    steps,
  };
}

/** What the schema cannot know: references, cycles, dangerous orders. Looks at every step that has an id, whatever else is wrong with it. */
function judgeSteps(raw: readonly Json[], yaml: ParsedYaml, issues: Issues, known: Known): void {
  const catalogue = [...known.steps];
  const steps: (RuledStep & { readonly at: number })[] = [];
  for (const [at, value] of raw.entries()) {
    if (!isMap(value) || typeof value['id'] !== 'string') continue;
    const id = value['id'];
    const twin = steps.find((step) => step.id === id);
    if (twin !== undefined) {
      const line = yaml.placeOf(['steps', twin.at, 'id']).line;
      issues.add(
        yaml.placeOf(['steps', at, 'id']),
        ['steps', at, 'id'],
        `${quoted(id)} is the id of the step on line ${line}`,
        'give each step an id of its own',
      );
      continue;
    }
    const own = typeof value['step'] === 'string';
    const step = own ? (value['step'] as string) : id;
    if (!catalogue.includes(step)) {
      const path = ['steps', at, own ? 'step' : 'id'];
      issues.add(yaml.placeOf(path), path, `no step is called ${quoted(step)}`, oneOf(step, catalogue));
    }
    const params = isMap(value['params']) ? value['params'] : {};
    const schema = known.params?.(step);
    if (schema !== undefined) fitted(issues, schema, yaml, params, ['steps', at, 'params']);
    const when = whenOf(value['when']);
    steps.push({
      at,
      id,
      step,
      after: (Array.isArray(value['after']) ? value['after'] : []).filter((one) => typeof one === 'string'),
      ...(when === undefined ? {} : { when }),
      needsApproval: value['needsApproval'] === true,
      pointOfNoReturn: value['pointOfNoReturn'] === true,
      params,
    });
  }
  const indexOf = new Map(steps.map((step) => [step.id, step.at]));
  const ids = [...indexOf.keys()];
  for (const step of steps)
    for (const [nth, previous] of (raw[step.at] as { after?: readonly Json[] }).after?.entries?.() ?? []) {
      if (typeof previous !== 'string' || (indexOf.has(previous) && previous !== step.id)) continue;
      const path = ['steps', step.at, 'after', nth];
      if (previous === step.id) issues.add(yaml.placeOf(path), path, `${step.id} comes after itself`, 'leave it out');
      else issues.add(yaml.placeOf(path), path, `no step here has the id ${quoted(previous)}`, oneOf(previous, ids));
    }
  const placed = (id: string, field: string): [ReturnType<ParsedYaml['placeOf']>, Path] => {
    const at = indexOf.get(id)!;
    const path = Object.hasOwn(raw[at] as object, field) ? ['steps', at, field] : ['steps', at];
    return [yaml.placeOfKey(path), path];
  };
  for (const cycle of cyclesOf(steps.map((step) => ({ ...step, after: step.after.filter((id) => id !== step.id) }))))
    issues.add(
      ...placed(cycle[0]!, 'after'),
      `these steps wait for each other: ${cycle.join(' → ')}`,
      'take one of them out of an after',
    );
  const interruption = isMap(yaml.value) ? yaml.value['interruption'] : undefined;
  if (interruption === 'none' || interruption === 'accepted')
    for (const { step, field, what, fix } of breachesOf(interruption, steps))
      if (step === undefined) issues.add(yaml.placeOfKey(['steps']), ['steps'], what, fix);
      else issues.add(...placed(step, field ?? 'id'), what, fix);
  for (const id of unreachable(steps))
    issues.add(
      ...placed(id, 'when'),
      `no mix of answers asks for ${id}`,
      'mend its when, or leave the step out',
      'warning',
    );
}

/** A `when` of the file as far as it is understood; facts and values that do not exist are left out. */
function whenOf(raw: Json | undefined): When | undefined {
  if (Array.isArray(raw)) {
    const alternatives = raw.filter(isMap).map(conditionOf);
    return alternatives.length === 0 ? undefined : alternatives;
  }
  return isMap(raw) ? conditionOf(raw) : undefined;
}

function conditionOf(raw: Readonly<Record<string, unknown>>): Condition {
  const condition: Partial<Record<FactName, readonly string[]>> = {};
  for (const fact of Object.keys(FACT_VALUES) as FactName[]) {
    const given = raw[fact];
    if (given === undefined) continue;
    const values = (Array.isArray(given) ? given : [given])
      .map(String)
      .filter((value) => FACT_VALUES[fact].includes(value));
    if (values.length > 0) condition[fact] = values;
  }
  return condition;
}

function stepOf(step: StepInFile): PlaybookStep {
  const when = whenOf(step.when as Json | undefined);
  const ownerWhen = whenOf(step.ownerWhen as Json | undefined);
  return {
    id: step.id,
    step: step.step ?? step.id,
    after: step.after,
    ...(when === undefined ? {} : { when }),
    owner: step.owner,
    ...(ownerWhen === undefined ? {} : { ownerWhen }),
    ...compact({ dueHoursBeforeSlot: step.dueHoursBeforeSlot, minutes: step.minutes }),
    needsApproval: step.needsApproval,
    pointOfNoReturn: step.pointOfNoReturn,
    params: step.params as Record<string, Json>,
    ...compact<{ title?: InFourLanguages; instructions?: InFourLanguages; warning?: InFourLanguages }>({
      title: step.title,
      instructions: step.instructions,
      warning: step.warning,
    } as never),
  };
}

/** Without the keys that are `undefined`. */
function compact<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}

function isMap(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
