/** `npm run oracles`: certifies CPython's own loops, the oracles of every clause, and keeps the result in matrix.json. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { findPython, findPythons } from '../../bridge';
import { compareVersions } from '../../spec';
import { certifySubject, parseSubject, type RunRecord } from '../../runner';
import { matrixOf, renewed, type Matrix } from './matrix';

const OWN = 'python:asyncio:SelectorEventLoop';
/** What `npm run setup:oracles` makes. */
const UNPACKED = join(__dirname, '..', '..', '..', '.oracles', 'root', 'usr', 'bin');
const VARIANTS = [
  `${OWN}?implementation=python`,
  ...['epoll', 'poll', 'select'].map((selector) => `${OWN}?selector=${selector}`),
];

interface Candidate {
  /** As it is named in the matrix. */
  readonly subject: string;
  readonly text: string;
  readonly python?: string;
}

async function candidates(): Promise<readonly Candidate[]> {
  const newest = new Map<string, Candidate>();
  for (const { version, path, implementation } of await findPythons()) {
    const minor = /^3\.(\d+)/.exec(version)?.[1];
    if (implementation !== 'CPython' || minor === undefined || Number(minor) < 8 || path.includes('.venv')) continue;
    newest.set(minor, { subject: `${OWN} --python 3.${minor}`, text: OWN, python: path });
  }
  const unpacked = unpackedPythons();
  const pure = unpacked.at(-1);
  const python = await findPython('python3').catch(() => undefined);
  return [
    ...newest.values(),
    ...unpacked.map(({ version, path }) => ({
      subject: `${OWN} --python ${version}, newest`,
      text: OWN,
      python: path,
    })),
    { subject: 'cpython', text: 'cpython' },
    ...(pure === undefined
      ? []
      : [{ subject: `${VARIANTS[0]} --python ${pure.version}, newest`, text: String(VARIANTS[0]), python: pure.path }]),
    ...(python === undefined ? [] : VARIANTS.map((text) => ({ subject: text, text, python }))),
  ];
}

function unpackedPythons(): readonly { version: string; path: string }[] {
  let names: readonly string[];
  try {
    names = readdirSync(UNPACKED);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => /^python(3\.\d+)$/.exec(name)?.[1] ?? [])
    .sort((a, b) => compareVersions(a, b))
    .map((version) => ({ version, path: join(UNPACKED, `python${version}`) }));
}

async function certify({ text, python }: Candidate, clauses: readonly string[] | undefined): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(text, { python }),
    selection: { clauses },
    seed: 1,
    jobs: Math.min(4, availableParallelism()),
    retries: 0,
    repeat: 1,
  });
}

interface Options {
  readonly clause?: readonly string[];
  readonly only?: readonly string[];
}

function readOptions(argv: readonly string[]): Options {
  return new Command('npm run oracles --')
    .description(
      "Certifies CPython's own loops, the oracles of every clause, on each interpreter from 3.8 up that is here, on the newest " +
        'that `npm run setup:oracles` unpacked, and on the embedded one. Takes ten minutes or more. Writes test/oracles/matrix.json, ' +
        'unless only some clauses were asked for; exit code 1 when an oracle fails unexplained.',
    )
    .option('--clause <glob...>', 'run only these clauses, and write nothing')
    .option('--only <text...>', 'run only oracles with the text in their names, and renew these')
    .parse(argv)
    .opts<Options>();
}

async function main({ clause: clauses, only }: Options): Promise<number> {
  const runs: { subject: string; record: RunRecord }[] = [];
  for (const candidate of await candidates()) {
    if (only !== undefined && !only.some((text) => candidate.subject.includes(text))) continue;
    const begun = performance.now();
    runs.push({ subject: candidate.subject, record: await certify(candidate, clauses) });
    const { oracles } = matrixOf(runs);
    const { must, other, failures, runtime } = oracles[oracles.length - 1] as (typeof oracles)[number];
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    process.stdout.write(
      `${candidate.subject} (${runtime}): ${String(must.p + other.p)} pass, ${String(must.f + other.f)} fail, ` +
        `${String(must.k + other.k)} known faults, ${seconds} s\n`,
    );
    for (const { clause, status, error, known } of failures) {
      process.stdout.write(`  ${known === undefined ? status : 'known'} ${clause}: ${error}\n`);
    }
  }
  if (runs.length === 0) {
    process.stderr.write('oracles: none was found\n');
    return 3;
  }
  if (clauses === undefined) {
    const path = join(__dirname, '..', '..', '..', 'test', 'oracles', 'matrix.json');
    const fresh = matrixOf(runs);
    const matrix = only === undefined ? fresh : renewed(JSON.parse(readFileSync(path, 'utf8')) as Matrix, fresh);
    writeFileSync(path, `${JSON.stringify(matrix, null, 2)}\n`);
  }
  return matrixOf(runs).oracles.every(({ must, other }) => must.f + other.f === 0) ? 0 : 1;
}

main(readOptions(process.argv)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 3;
  },
);
