import { z } from 'zod';
import { FACT_VALUES } from '../domain/answers.ts';
import { PARTS } from '../domain/project.ts';

export const SCHEMA_ID = 'golive.playbook/1';
/** More steps than any move has; keeps the judging of a hostile file short. */
export const MAX_STEPS = 200;

const Id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'is not an id: small letters and digits, words joined by -')
  .max(60)
  .refine((id) => id !== 'plan', 'is taken: "plan" means the plan as a whole');

const Sentence = z.string().min(1).max(2000);
export const Texts = z.strictObject({ nl: Sentence, de: Sentence, fr: Sentence, en: Sentence });

/** One value or a list of them, as in `hosting: moves` and `role: [main, site-only]`. The options may be written as numbers. */
const valuesOf = (known: readonly string[]) => {
  const value = z.literal([...known, ...known.filter((text) => /^\d+$/.test(text)).map(Number)]);
  return z.union([value, z.array(value).min(1)]).optional();
};
export const ConditionInFile = z.strictObject({
  registration: valuesOf(FACT_VALUES.registration),
  hosting: valuesOf(FACT_VALUES.hosting),
  mail: valuesOf(FACT_VALUES.mail),
  nameServers: valuesOf(FACT_VALUES.nameServers),
  role: valuesOf(FACT_VALUES.role),
  cutover: valuesOf(FACT_VALUES.cutover),
  site: valuesOf(FACT_VALUES.site),
  database: valuesOf(FACT_VALUES.database),
  option: valuesOf(FACT_VALUES.option),
});
const WhenInFile = z.union([ConditionInFile, z.array(ConditionInFile).min(1)]);

const StepTexts = { title: Texts.optional(), instructions: Texts.optional(), warning: Texts.optional() };

const StepInFile = z.strictObject({
  id: Id.describe('Unique in the playbook'),
  step: Id.optional().describe("The catalogue's step; the id when it is left out"),
  after: z.array(z.string()).default([]).describe('Ids of the steps that must be over before this one begins'),
  when: WhenInFile.optional().describe('Present only when these facts hold; a list means one of them'),
  owner: z.enum(PARTS).default('agency').describe('Who does it, or is asked'),
  ownerWhen: WhenInFile.optional().describe(
    'Theirs only when these facts hold, else the agency’s; a list means one of them',
  ),
  dueHoursBeforeSlot: z.int().min(-2400).max(2400).optional().describe('Hours before the slot; negative: after'),
  minutes: z.int().min(0).max(100_000).optional().describe('How long it usually takes'),
  needsApproval: z.boolean().default(false),
  pointOfNoReturn: z.boolean().default(false),
  params: z.record(z.string(), z.unknown()).default({}),
  ...StepTexts,
});

const Head = {
  schema: z.literal(SCHEMA_ID),
  id: Id,
  title: Texts,
  summary: Texts,
  warnings: z.array(Texts).max(20).default([]),
};

export const GraphFile = z
  .strictObject({
    ...Head,
    interruption: z.enum(['none', 'accepted']).describe('Whether a person accepts an outage window'),
    steps: z.array(StepInFile).min(1).max(MAX_STEPS),
  })
  .describe('A graph of steps');
export type GraphFile = z.infer<typeof GraphFile>;

export const PresetFile = z
  .strictObject({
    ...Head,
    graph: Id.describe('The graph it is a preset of'),
    answers: z
      .strictObject({
        registration: z.enum(['ours', 'stays', 'moves']).optional(),
        hosting: z.enum(['ours', 'stays', 'moves']).optional(),
        mail: z.enum(['ours', 'stays', 'moves', 'none']).optional(),
        nameServers: z.enum(['ours', 'switch', 'stays']).optional(),
        nameServersWithTransfer: z.boolean().optional(),
        mailTo: z.string().min(1).optional(),
      })
      .describe('Answers that are filled in already'),
    without: z.array(z.string()).default([]).describe('Ids of steps that this preset leaves out'),
    texts: z.record(z.string(), z.strictObject(StepTexts)).default({}).describe('Other texts, by step id'),
  })
  .describe('Answers for a graph');
export type PresetFile = z.infer<typeof PresetFile>;

/** What a playbook file may hold; for the JSON Schema. */
export const PlaybookFile = z.union([GraphFile, PresetFile]);
export type StepInFile = z.infer<typeof StepInFile>;
