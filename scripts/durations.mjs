// Writes runner/plan/durations.json, by which shards are split: what each clause costs on the reference, in milliseconds.
// Clauses that take less than 20 ms are given by their mean, so that the file stays short and says what matters.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { certifySubject, parseSubject } = createRequire(import.meta.url)('../dist/runner');
const LISTED = 20;

const record = await certifySubject({
  spec: parseSubject('reference'),
  selection: {},
  seed: 1,
  jobs: 1,
  retries: 0,
  repeat: 1,
});
const measured = record.clauses.map(({ id, tests }) => [id, tests.reduce((sum, test) => sum + test.durationMs, 0)]);
const others = measured.filter(([, ms]) => ms < LISTED);
const mean = others.reduce((sum, [, ms]) => sum + ms, 0) / others.length;
const clauses = measured
  .filter(([, ms]) => ms >= LISTED)
  .map(([id, ms]) => [id, Math.round(ms / 10) * 10])
  .sort(([a], [b]) => (a < b ? -1 : 1));
const durations = { others: Math.ceil(mean), clauses: Object.fromEntries(clauses) };
writeFileSync(join(root, 'runner', 'plan', 'durations.json'), `${JSON.stringify(durations, null, 2)}\n`);
console.log(
  `${clauses.length} of ${measured.length} clauses take ${LISTED} ms or more; the others ${durations.others} ms`,
);
