// By hand, when the source has a new release or the years run out: node bin/node24.cjs test/scheduler/holidays/generate.ts
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { tableText } from './make-table.ts';

const file = resolve(import.meta.dirname, '../../../scheduler/holidays/table.ts');
const text = tableText();
writeFileSync(file, text);
console.log(`${file}: ${Buffer.byteLength(text)} bytes`);
