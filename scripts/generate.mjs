// Writes the generated tables of CONFORMANCE.md from the built spec and suites; `--check` only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { CHAPTERS, LEVELS } = require('../dist/spec');
const { SUITES } = require('../dist/suites');
const { BROKEN_LOOPS } = require('../dist/test/broken-loops');

const tests = SUITES.flatMap((suite) => suite.tests);
const testsOf = new Map();
for (const test of tests) testsOf.set(test.clause, (testsOf.get(test.clause) ?? 0) + 1);

const count = (clauses, predicate) => clauses.filter(predicate).length;
const row = (cells) => `| ${cells.join(' | ')} |`;

function chapterRow(title, clauses) {
  return row([
    title,
    ...LEVELS.map((level) => count(clauses, (clause) => clause.level === level)),
    clauses.length,
    clauses.reduce((sum, clause) => sum + (testsOf.get(clause.id) ?? 0), 0),
    count(clauses, (clause) => clause.pythonOnly !== undefined),
    count(clauses, (clause) => !testsOf.has(clause.id)),
  ]);
}

function clausesTable() {
  const all = CHAPTERS.flatMap((chapter) => chapter.clauses);
  return [
    row(['chapter', ...LEVELS, 'clauses', 'tests', 'Python only', 'untested']),
    row(['---', ...LEVELS.map(() => '--:'), '--:', '--:', '--:', '--:']),
    ...CHAPTERS.map((chapter) => chapterRow(`\`${chapter.id}\`: ${chapter.title}`, chapter.clauses)),
    chapterRow('**all**', all),
  ].join('\n');
}

function untestedTable() {
  const clauses = CHAPTERS.flatMap((chapter) => chapter.clauses).filter((clause) => !testsOf.has(clause.id));
  if (clauses.length === 0) return 'None.';
  return [
    row(['clause', 'level', 'why no test observes it']),
    row(['---', '---', '---']),
    ...clauses.map((clause) => row([`\`${clause.id}\``, clause.level, clause.untested ?? 'optional'])),
  ].join('\n');
}

function matrix() {
  return JSON.parse(readFileSync(join(root, 'test', 'oracles', 'matrix.json'), 'utf8'));
}

function oraclesTable() {
  const { oracles } = matrix();
  const cells = ({ p, n, s, u, k, f }) => [p, n, s, u, k, f];
  const both = (oracle) => cells(oracle.must).map((number, i) => `${number} + ${cells(oracle.other)[i]}`);
  return [
    row(['oracle', 'runtime', 'pass', 'does not apply', 'skipped', 'untested', 'known fault', 'fail']),
    row(['---', '---', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...oracles.map((oracle) => row([`\`${oracle.subject}\``, oracle.runtime, ...both(oracle)])),
  ].join('\n');
}

function faultsTable() {
  const faults = matrix().oracles.flatMap(({ runtime, failures }) =>
    failures.map(({ clause, known, error }) => row([runtime, `\`${clause}\``, known ?? `not explained: ${error}`])),
  );
  if (faults.length === 0) return 'None.';
  return [row(['release', 'clause', 'what it does']), row(['---', '---', '---']), ...new Set(faults)].join('\n');
}

/** What was found out about loops with a network before there were clauses of it, by profile: each row is accounted for. */
function rowsTable() {
  const rows = JSON.parse(readFileSync(join(root, 'test', 'spec', 'network-rows.json'), 'utf8'));
  const covered = JSON.parse(readFileSync(join(root, 'test', 'spec', 'covered.json'), 'utf8'));
  const clauses = new Map(CHAPTERS.flatMap((chapter) => chapter.clauses).map((clause) => [clause.id, clause]));
  const all = Object.values(rows).flat();
  const line = (title, ids, beside) => {
    const level = (wanted) => count(ids, (id) => clauses.get(id)?.level === wanted);
    const byAnother = count(ids, (id) => clauses.has(covered[id]));
    const reasoned = count(ids, (id) => covered[id] !== undefined) - byAnother;
    return row([title, ids.length, level('must'), level('should'), level('may'), byAnother, reasoned, beside]);
  };
  const besides = (wanted) => count([...clauses.values()], ({ id, profile }) => wanted(profile) && !all.includes(id));
  const network = Object.keys(rows).filter((profile) => !CORE_PROFILES.has(profile));
  return [
    row(['profile', 'rows', 'must', 'should', 'may', 'held by another clause', 'no clause', 'clauses without a row']),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...Object.entries(rows).map(([profile, ids]) =>
      line(`\`${profile}\``, ids, network.includes(profile) ? besides((of) => of === profile) : ''),
    ),
    line(
      '**all**',
      all,
      besides((of) => network.includes(of)),
    ),
  ].join('\n');
}

/** Profiles that have rows of the network, and more besides. */
const CORE_PROFILES = new Set(['context', 'debug', 'private']);

const PROOF = join(root, 'test', 'prove', 'proof.json');

function proof() {
  return JSON.parse(readFileSync(PROOF, 'utf8'));
}

function mutantsTable({ folders, mutants } = proof()) {
  const figures = ({ made, equivalent, unjudged, killed, surviving, uncovered }) => {
    const rest = made - equivalent - unjudged;
    const share = rest === 0 ? '–' : `${((100 * killed) / rest).toFixed(1)} %`;
    return [made, equivalent, unjudged, killed, surviving, uncovered, share];
  };
  return [
    row([
      'part of the reference',
      'made',
      'equivalent',
      'not judged',
      'killed',
      'surviving',
      'run by no test',
      'killed of the rest',
    ]),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...Object.entries(folders).map(([folder, of]) => row([`\`${folder}/\``, ...figures(of)])),
    row(['**all**', ...figures(mutants)]),
  ].join('\n');
}

function proofTable() {
  const { clauses } = proof();
  const must = (all) => all.filter(({ id }) => clauses[id] !== undefined);
  const line = (title, all) => {
    const by = (kind) => count(must(all), ({ id }) => clauses[id].by === kind);
    return row([title, must(all).length, by('broken loop'), by('mutant'), by('nothing')]);
  };
  return [
    row(['chapter', 'must', 'by a broken loop', 'by a mutant', 'unproven']),
    row(['---', '--:', '--:', '--:', '--:']),
    ...CHAPTERS.filter((chapter) => must(chapter.clauses).length > 0).map((chapter) =>
      line(`\`${chapter.id}\``, chapter.clauses),
    ),
    line(
      '**all**',
      CHAPTERS.flatMap((chapter) => chapter.clauses),
    ),
  ].join('\n');
}

function unprovenTable() {
  const unproven = Object.entries(proof().clauses).filter(([, { by }]) => by === 'nothing');
  if (unproven.length === 0) return 'None.';
  return [
    row(['clause', 'why']),
    row(['---', '---']),
    ...unproven.map(([id, { fault }]) => row([`\`${id}\``, fault])),
  ].join('\n');
}

const { coverage } = require('../dist/test/spec/api/coverage.js');

/** Every public name and parameter of asyncio's classes, with the clauses that bind it or the reason why none does. */
function coverageRows() {
  const SHOWN = 4;
  return coverage().map(({ reference, from, to, clauses, reason }) => {
    const shown = clauses.slice(0, SHOWN).map((id) => `\`${id}\``);
    const rest = clauses.length > SHOWN ? [`and ${clauses.length - SHOWN} more`] : [];
    const versions = from === to ? from : `${from} to ${to}`;
    return row([`\`${reference}\``, versions, clauses.length, [...shown, ...rest].join(', ') || `none: ${reason}`]);
  });
}

function coverageSummary() {
  const all = coverage();
  const line = (title, of) => row([title, of.length, count(of, ({ clauses }) => clauses.length > 0)]);
  const isParameter = ({ reference }) => reference.includes('(');
  return [
    row(['what asyncio offers, 3.8 to 3.15', 'all', 'bound by a clause']),
    row(['---', '--:', '--:']),
    line(
      'public names of loops, futures, tasks, handles, transports, protocols and servers',
      all.filter((one) => !isParameter(one)),
    ),
    line('parameters', all.filter(isParameter)),
  ].join('\n');
}

/** docs/api-coverage.md, whole. */
async function writeCoverage() {
  const file = join(root, 'docs', 'api-coverage.md');
  const text = [
    '# What the clauses bind of asyncio',
    '',
    'Generated by `npm run generate`. A parameter stands in brackets after its name. `npx loopcert explain <name>` lists all clauses of a name.',
    '',
    coverageSummary(),
    '',
    row(['name', 'versions', 'clauses', 'which']),
    row(['---', '---', '--:', '---']),
    ...coverageRows(),
    '',
  ].join('\n');
  const formatted = await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (formatted === current) return true;
  if (process.argv.includes('--check')) {
    console.error('docs/api-coverage.md is stale: run `npm run generate` and commit the result');
    return false;
  }
  writeFileSync(file, formatted);
  console.log('docs/api-coverage.md written');
  return true;
}

function sharpnessTable() {
  const { loops, tests, before, grounds, unmet, after, notAccused, bluntest } = JSON.parse(
    readFileSync(join(root, 'test', 'sharpness', 'sharpness.json'), 'utf8'),
  );
  const today = BROKEN_LOOPS.filter(({ python, hangs }) => python === undefined && hangs !== true).length;
  const isWhole = loops.tried === loops.all;
  const drawn = isWhole && loops.all === today ? `All ${today}` : `${loops.tried} of ${isWhole ? today : loops.all}`;
  const drawnBy = isWhole ? '' : `, drawn with seed ${loops.seed}`;
  const which = isWhole && loops.all !== today ? ', all that there were when it was measured' : drawnBy;
  return [
    `${drawn} broken loops in TypeScript${which}; ${tests} quick tests and those of the broken clause.`,
    `The broken clause itself was accused on ${loops.tried - notAccused.length} of ${loops.tried}.`,
    '',
    row(['clauses that fail beside the broken one', 'median', '90th percentile']),
    row(['---', '--:', '--:']),
    row(['each test accuses its own clause', before.median, before.p90]),
    row(['blocked by what the tests rely on', grounds.median, grounds.p90]),
    row(['and by faults of other clauses that were met before', unmet.median, unmet.p90]),
    row(['and by the fault itself, met before: what runs do', after.median, after.p90]),
    '',
    'Where most clauses fail beside the broken one, were its fault not met before:',
    '',
    row(['broken loop', 'breaks', 'beside it', 'without the blocked']),
    row(['---', '---', '--:', '--:']),
    ...bluntest.map((one) => row([one.fault, `\`${one.breaks}\``, one.before, one.after])),
  ].join('\n');
}

const MATRIX = join(root, 'matrix', 'matrix.json');

function loopMatrix() {
  return JSON.parse(readFileSync(MATRIX, 'utf8'));
}

/** What became of each loop of `npm run matrix`; one that cannot be had here says why. */
function matrixTable() {
  const head = [
    'loop',
    'version',
    'Python',
    'verdict',
    'must: hold',
    'fail',
    'explained',
    'blocked',
    'not run',
    'suspect',
  ];
  const line = (one) => {
    const start = [`[${one.name}](${one.link})`, one.version, one.python];
    if (one.unavailable !== undefined)
      return row([...start, `none: ${one.unavailable.replaceAll('|', '/')}`, ...Array(6).fill('')]);
    const { pass, fail, blocked, notRun } = one.must;
    return row([...start, one.verdict, pass, fail, one.explained, blocked, notRun, one.suspect]);
  };
  return [row(head), row(['---', '---', '---', '---', ...Array(6).fill('--:')]), ...loopMatrix().rows.map(line)].join(
    '\n',
  );
}

function reproducersTable() {
  const line = ({ file, loop, about, clauses, shows }) => {
    const seen = Object.entries(shows).flatMap(([id, does]) => (does ? [id] : []));
    const all = Object.keys(shows).length;
    const where = seen.length > 2 ? `${seen.length} of ${all} runs of ${loop}` : seen.join(', ') || 'nowhere';
    return row([`\`${file}\``, about, clauses.map((id) => `\`${id}\``).join(', '), where]);
  };
  return [
    row(['script', 'what it shows', 'clauses', 'seen on']),
    row(['---', '---', '---', '---']),
    ...loopMatrix().reproducers.map(line),
  ].join('\n');
}

const path = join(root, 'CONFORMANCE.md');
const before = readFileSync(path, 'utf8');
let after = before;
const sections = {
  clauses: clausesTable,
  'api coverage': coverageSummary,
  untested: untestedTable,
  'network rows': rowsTable,
  oracles: oraclesTable,
  'oracle faults': faultsTable,
  mutants: () => mutantsTable(),
  'network mutants': () => mutantsTable(proof().network),
  proof: proofTable,
  unproven: unprovenTable,
  sharpness: sharpnessTable,
  matrix: matrixTable,
  reproducers: reproducersTable,
};
for (const [name, make] of Object.entries(sections)) {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end: ${name} -->)`);
  if (!pattern.test(after)) throw new Error(`CONFORMANCE.md has no section "${name}"`);
  after = after.replace(pattern, (_, open, close) => `${open}\n${make()}\n\n${close}`);
}
after = await prettier.format(after, { ...(await prettier.resolveConfig(path)), filepath: path });

if (after === before) console.log('CONFORMANCE.md is current');
else if (process.argv.includes('--check')) {
  console.error('CONFORMANCE.md is stale: run `npm run generate` and commit the result');
  process.exit(1);
} else {
  writeFileSync(path, after);
  console.log('CONFORMANCE.md written');
}

if (!(await writeCoverage())) process.exitCode = 1;
