// Folds the notes in changes/ into CHANGELOG.md under a version, and deletes them: `node scripts/change-notes.mjs 0.2.0`.
// `--check` only looks whether every note is one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'changes');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .sort();
const notes = names.map((name) => readFileSync(join(folder, name), 'utf8').trim());
for (const [i, note] of notes.entries()) {
  if (note.split('\n').every((line) => /^(- \S|  \S)/.test(line))) continue;
  console.error(`changes/${names[i]}: a note is lines that begin with "- ", and go on with two spaces`);
  process.exit(1);
}

const [version] = process.argv.slice(2);
if (version === '--check') process.exit(0);
if (version === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
  console.error('name the version, such as 0.2.0');
  process.exit(2);
}
const path = join(root, 'CHANGELOG.md');
const [title, ...rest] = readFileSync(path, 'utf8').split(/^(?=## )/m);
const [unreleased, ...released] = rest[0]?.startsWith('## Unreleased') ? rest : ['', ...rest];
const earlier = unreleased.replace(/^## Unreleased\n/, '').trim();
const section = `## ${version}\n\n${[earlier, ...notes].filter((text) => text !== '').join('\n')}\n\n`;
writeFileSync(path, `${title}${section}${released.join('')}`.trimEnd() + '\n');
for (const name of names) rmSync(join(folder, name));
