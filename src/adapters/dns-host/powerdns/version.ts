/** `4.7.3` as [4, 7, 3]; what is built from the sources (`0.0.1234g0abc`) counts as newer than all. */
export type Version = readonly [major: number, minor: number, patch: number];

const UNRELEASED: Version = [Number.MAX_SAFE_INTEGER, 0, 0];

export function readVersion(text: string): Version {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return UNRELEASED;
  const version: Version = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  return version[0] === 0 ? UNRELEASED : version;
}

/** Since when PowerDNS has what differs between the versions we meet (its upgrade notes and changelogs; reviewed 2026-11-20). */
export const SINCE = {
  /** `/api/v1`, whole RRsets, names with their last dot. */
  api: [4, 0, 0],
  /** `dnssec` and `api_rectify` can be set on a zone; before, a key is made and nothing is rectified by itself. */
  dnssecSwitch: [4, 1, 0],
  /** `PUT …/rectify`; 4.0 has `pdnsutil rectify-zone` alone. */
  rectify: [4, 1, 0],
  /** Nobody asked for it: `?rrsets=false` keeps a whole zone out of the answer. */
  leavesRrsetsOut: [4, 2, 0],
} as const satisfies Record<string, Version>;

export function has(version: Version, feature: keyof typeof SINCE): boolean {
  const since = SINCE[feature];
  for (const [index, part] of since.entries()) if (version[index] !== part) return version[index]! > part;
  return true;
}
