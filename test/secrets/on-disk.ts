import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The secrets of an SQLite store as they are sealed, read past golive. */
export function sealedIn(file: string): string[] {
  const database = new DatabaseSync(file);
  const rows = database.prepare('select sealed from secrets').all();
  database.close();
  return rows.map((row) => String(row['sealed']));
}

/** Also in what SQLite has given back but not yet written over, and in its log. */
export function isInFilesOf(folder: string, text: string): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
}
