/**
 * From a clause and a subject to a script that shows the failure. A script is handed out only after it was seen to fail on the
 * subject, and to pass on the loop that keeps the contract; what cannot be shown that way is said, test by test.
 */
import { dirname } from 'node:path';
import type { Clause } from '../../spec';
import { SUITES, type TestCase } from '../../suites';
import { bridgeLayer } from '../subjects/open-subject';
import { isPython, type SubjectSpec } from '../subjects/subject-spec';
import { isEsModule } from '../subjects/typescript/package-type';
import { fit } from './javascript/fit';
import { javascriptOf, SCRIPT_BEGINS, type LoopLines } from './javascript/script';
import { moduleLines, oracleMaker, pythonMaker, referenceLines, selectorLines } from './loop-lines';
import { MOST_LINES } from './parts/most-lines';
import { fitPython } from './python/fit';
import { pathLines, pythonOf, type LoopMaker } from './python/script';
import { Refusal, refuse } from './parts/refusal';
import { partsOf } from './parts/test-parts';
import { Workshop } from './trial';

export interface Wanted {
  readonly clause: Clause;
  readonly spec: SubjectSpec;
  /** Text of the title of the test to take. */
  readonly test?: string | undefined;
  readonly verify: boolean;
  /** Where the script will lie. */
  readonly file: string;
}
export interface Reproduction {
  readonly language: 'javascript' | 'python';
  readonly lines: readonly string[];
  readonly test: TestCase;
  /** How it ends on the subject, where that was tried. */
  readonly message?: string;
}
/** Why there is no script of a test. */
export interface Reason {
  readonly test: TestCase;
  readonly reason: string;
}

export async function reproduce(
  wanted: Wanted,
): Promise<{ readonly made?: Reproduction; readonly reasons: readonly Reason[] }> {
  const { clause, spec, verify } = wanted;
  const writer = await writerFor(wanted);
  const tests = SUITES.flatMap(({ tests: all }) => all).filter(
    (test) => test.clause === clause.id && (wanted.test === undefined || test.title.includes(wanted.test)),
  );
  const reasons: Reason[] = [];
  const workshop = new Workshop();
  try {
    for (const test of tests) {
      try {
        const message = verify ? await tried(writer, test, workshop) : undefined;
        const lines = writer.write(test, 'subject', headerOf(clause, test, spec, message));
        return {
          made: { language: writer.language, lines, test, ...(message === undefined ? {} : { message }) },
          reasons,
        };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reasons.push({ test, reason: error.message });
      }
    }
    return { reasons };
  } finally {
    workshop.close();
  }
}

export interface ScriptWriter {
  readonly language: 'javascript' | 'python';
  /** `trial`: on the subject, but from a folder of ours. @throws Refusal */
  write(test: TestCase | 'nothing', on: 'subject' | 'trial' | 'oracle', header: readonly string[]): readonly string[];
  run(workshop: Workshop, lines: readonly string[]): ReturnType<Workshop['node']>;
}

/** Whether the script itself has to be an ES module: only such a one may wait for another at its top. */
export function needsEsModule(spec: SubjectSpec): boolean {
  return spec.kind === 'module' && isEsModule(spec.path);
}

export async function writerFor({ spec, file }: Pick<Wanted, 'spec' | 'file'>): Promise<ScriptWriter> {
  const folder = dirname(file);
  if (!isPython(spec)) {
    const lines = (of: string | undefined): LoopLines =>
      spec.kind === 'module' ? moduleLines(spec, of) : spec.kind === 'selector' ? selectorLines : referenceLines;
    const own = needsEsModule(spec);
    const modules = { oracle: own, trial: own, subject: own || isEsModule(file) };
    return javascriptWriter({ oracle: referenceLines, trial: lines(undefined), subject: lines(folder) }, modules);
  }
  const bridge = bridgeLayer();
  const interpreter = await bridge.findPython(spec.kind === 'python' ? spec.python : 'python3');
  const maker = pythonMaker(spec);
  return pythonWriter(interpreter, { subject: maker, trial: maker, oracle: oracleMaker });
}

type Of<T> = Readonly<Record<'subject' | 'trial' | 'oracle', T>>;

/** `modules`: which of the scripts are ES modules. */
export function javascriptWriter(lines: Of<LoopLines>, modules: Of<boolean> = NONE): ScriptWriter {
  const begun = (on: keyof typeof modules, script: readonly string[]): readonly string[] =>
    modules[on] ? script.map((line) => (line === SCRIPT_BEGINS ? MODULE_BEGINS : line)) : script;
  return {
    language: 'javascript',
    write: (test, on, header) =>
      begun(
        on,
        test === 'nothing'
          ? [
              SCRIPT_BEGINS,
              ...lines[on]({ asyncio: false }),
              'void Promise.resolve(newEventLoop()).then(() => process.exit());',
            ]
          : fitted(fit(javascriptOf(partsOf(test), header, lines[on]))),
      ),
    run: (workshop, script) => workshop.node(script, modules.trial),
  };
}

const NONE: Of<boolean> = { subject: false, trial: false, oracle: false };

/** In a line, since lines are counted. */
const MODULE_BEGINS =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url), assert = require('node:assert');";

export function pythonWriter(interpreter: string, makers: Of<LoopMaker>): ScriptWriter {
  const { signatures } = bridgeLayer();
  return {
    language: 'python',
    write: (test, on, header) =>
      test === 'nothing'
        ? [...pathLines(makers[on]), `import ${['asyncio', ...makers[on].imports].join(', ')}`, makers[on].expression]
        : fitted(fitPython(pythonOf(partsOf(test), header, makers[on], signatures))),
    run: (workshop, script) => workshop.python(interpreter, script),
  };
}

function fitted(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : refuse(`its script would take ${String(lines.length)} lines`);
}

/** How the script ends on the subject. @throws Refusal unless it fails there, and passes on the oracle. */
export async function tried(writer: ScriptWriter, test: TestCase, workshop: Workshop): Promise<string> {
  const script = (on: 'trial' | 'oracle'): readonly string[] => writer.write(test, on, ['', '', '']);
  const ended = await writer.run(workshop, script('trial'));
  if (ended.how === 'passed') refuse('it passes on this subject');
  const oracle = await writer.run(workshop, script('oracle'));
  const right = writer.language === 'python' ? "CPython's own loop" : 'the reference';
  if (oracle.how !== 'passed')
    refuse(`its script does not tell the two apart: it fails on ${right} as well (${oracle.message})`);
  // Who asserts has a loop; any other end may be a loop that could not be made.
  if (ended.message.startsWith('AssertionError') || ended.message === 'it hangs') return ended.message;
  const begun = await writer.run(workshop, writer.write('nothing', 'trial', []));
  if (begun.how !== 'passed') refuse(`no loop could be made in a script: ${begun.message}`);
  return ended.message;
}

function headerOf(clause: Clause, test: TestCase, spec: SubjectSpec, message: string | undefined): string[] {
  const mark = isPython(spec) ? '#' : '//';
  const ending = message === undefined ? 'not tried' : `ends with ${message}`;
  return [
    `${mark} ${clause.id} (${clause.level}): ${clause.statement}`,
    `${mark} The test: ${test.title}. Source: ${clause.source}`,
    `${mark} On ${spec.text}: ${ending}`,
  ].map((line) => line.replace(/\s*\n\s*/g, ' '));
}
