/**
 * `npm run reproduce:share`: of how many clauses a stand-alone script can be made. For each clause that a broken loop
 * breaks, whether a script shows it on one of these loops; and for each clause that binds Python, whether its script passes on CPython's
 * own loop, without which none would be handed out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../bridge';
import { CLAUSES } from '../../spec';
import { SUITES, type TestCase } from '../../suites';
import { Refusal } from '../../runner/reproduce/parts/refusal';
import type { LoopLines } from '../../runner/reproduce/javascript/script';
import { oracleMaker, referenceLines } from '../../runner/reproduce/loop-lines';
import type { LoopMaker } from '../../runner/reproduce/python/script';
import { javascriptWriter, pythonWriter, tried, type ScriptWriter } from '../../runner/reproduce/reproduce';
import { Workshop } from '../../runner/reproduce/trial';
import { BROKEN_LOOPS, type BrokenLoop } from '../broken-loops';

const tests = SUITES.flatMap((suite) => suite.tests);
const testsOf = (id: string): readonly TestCase[] => tests.filter(({ clause }) => clause === id);
const folder = mkdtempSync(join(tmpdir(), 'loopcert-share-'));
const workshop = new Workshop();

/** How a script comes by the broken loop: statements for node, a module for Python. */
function brokenLines(index: number): LoopLines {
  const loops = JSON.stringify(join(__dirname, '..', 'broken-loops'));
  return () => [
    `const { make, asyncio: faulty } = require(${loops}).BROKEN_LOOPS[${String(index)}];`,
    "const parts = typeof faulty === 'function' ? faulty() : faulty;",
    "const asyncio = { ...require('loopcert/reference').asyncio, ...parts }, newEventLoop = make ?? asyncio.newEventLoop;",
  ];
}

const MODULES =
  'asyncio, contextvars, threading, gc, weakref, sys, os, signal, time, types, functools, inspect, importlib, logging, warnings, ' +
  'socket, selectors, concurrent.futures';

function brokenModule(source: string, index: number): LoopMaker {
  const name = `broken_${String(index)}`;
  const body = source.replace(/^\n+|\s+$/g, '').split('\n');
  const margin = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  const lines = [
    `import ${MODULES}`,
    'def damage(loop):',
    ...body.map((line) => `    ${line.slice(margin)}`),
    'def new_event_loop():',
    '    loop = asyncio.SelectorEventLoop()',
    '    damage(loop)',
    '    return loop',
  ];
  writeFileSync(join(folder, `${name}.py`), `${lines.join('\n')}\n`);
  return { imports: [name], expression: `${name}.new_event_loop()`, path: [folder] };
}

/** undefined when a script shows the fault; else why none does. */
async function whyNot(broken: BrokenLoop, index: number, python: string): Promise<string | undefined> {
  const { python: source } = broken;
  let writer: ScriptWriter;
  if (source === undefined) {
    const lines = brokenLines(index);
    writer = javascriptWriter({ subject: lines, trial: lines, oracle: referenceLines });
  } else {
    const maker = brokenModule(source, index);
    writer = pythonWriter(python, { subject: maker, trial: maker, oracle: oracleMaker });
  }
  let reason = 'no test';
  for (const test of testsOf(broken.breaks)) {
    try {
      await tried(writer, test, workshop);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (reason === 'no test' || reason === 'it passes on this subject') reason = error.message;
    }
  }
  return reason;
}

async function inTurns<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const entries = [...items.entries()];
  const turns = Array.from({ length: Math.min(4, availableParallelism()) }, async () => {
    for (let next = entries.shift(); next !== undefined; next = entries.shift()) await work(next[1], next[0]);
  });
  await Promise.all(turns);
}

function tell(what: string, done: number, all: number, reasons: ReadonlyMap<string, number>): void {
  console.log(`${what}: ${String(done)} of ${String(all)} (${((100 * done) / all).toFixed(0)} %)`);
  const sorted = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 8);
  for (const [reason, count] of sorted) console.log(`  ${String(count).padStart(4)}  ${reason.slice(0, 100)}`);
}

const count = (reasons: Map<string, number>, reason: string): void => {
  const kind = reason.replace(/\d+ lines/, 'n lines').replace(/\(.*/, '');
  reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
};

async function main(): Promise<void> {
  const python = await findPython(process.argv[2] ?? 'python3');
  const shown = { typescript: new Map<string, string | undefined>(), python: new Map<string, string | undefined>() };
  // A second argument n asks every n-th broken loop only.
  const step = Number(process.argv[3] ?? 1);
  await inTurns(BROKEN_LOOPS, async (broken, index) => {
    if (index % step !== 0) return;
    const clauses = broken.python === undefined ? shown.typescript : shown.python;
    if (clauses.has(broken.breaks) && clauses.get(broken.breaks) === undefined) return;
    clauses.set(broken.breaks, await whyNot(broken, index, python));
  });
  for (const [language, clauses] of Object.entries(shown)) {
    const reasons = new Map<string, number>();
    for (const reason of clauses.values()) if (reason !== undefined) count(reasons, reason);
    const done = [...clauses.values()].filter((reason) => reason === undefined).length;
    tell(`clauses broken by ${language} loops, shown by a script`, done, clauses.size, reasons);
  }
  const writer = pythonWriter(python, { subject: oracleMaker, trial: oracleMaker, oracle: oracleMaker });
  const reasons = new Map<string, number>();
  let [sound, all] = [0, 0];
  await inTurns(CLAUSES, async ({ id }) => {
    const mine = testsOf(id).filter(({ options }) => options.on !== 'typescript');
    if (mine.length === 0) return;
    all += 1;
    let reason = '';
    for (const test of mine) {
      try {
        const { how, message } = await writer.run(workshop, writer.write(test, 'oracle', ['', '', '']));
        if (how === 'passed') {
          sound += 1;
          return;
        }
        reason = `fails on CPython (${message})`;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reason = error.message;
      }
    }
    count(reasons, reason);
  });
  tell("clauses whose script passes on CPython's own loop", sound, all, reasons);
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    workshop.close();
    rmSync(folder, { recursive: true, force: true });
  });
