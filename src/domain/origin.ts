/**
 * Where an answer came from. `said`: a person typed it or gave it on the command line. `confirmed`: golive saw or proposed it and a person took it.
 * `proposed`: golive saw or proposed it and nobody has confirmed it. `file`: an answers file says it. `preset`: the playbook brought it.
 */
export const ORIGINS = ['said', 'confirmed', 'proposed', 'file', 'preset'] as const;
export type Origin = (typeof ORIGINS)[number];
