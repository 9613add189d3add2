export type { ZoneFileIssue } from './zone-file-issues.ts';
export { formatZoneFileIssue } from './zone-file-issues.ts';
export type { ZoneFile } from './zone-file-read.ts';
export { hasErrors, MOST_ZONE_FILE_CHARACTERS, readZoneFile } from './zone-file-read.ts';
export { writeZoneFile } from './zone-file-write.ts';
