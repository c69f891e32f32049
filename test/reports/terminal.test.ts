/** The report of the terminal: what it says, in how wide a window, in colour or not. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { terminal } from '../../runner/reports/terminal';
import { failedLine, testSource } from '../../runner/plan/test-sources';
import { writeRecord } from '../../runner/results/files';
import { loopcert } from '../runner/cli';
import { firstTest, inventedRecord } from './records';

const FIFO = 'callbacks.call_soon.fifo';
const failing = (error: Readonly<Record<string, string>>): string[] =>
  terminal(
    inventedRecord({
      name: 'reference',
      outcomes: { [firstTest(FIFO)]: { status: 'fail', error: { name: 'AssertionError', message: '', ...error } } },
    }),
    false,
    60,
  ).split('\n');

describe('the report of the terminal', () => {
  it('says what was expected, what was found, where the test is and how to run it again', () => {
    const text = failing({ message: "a trace: expected [ 'b' ] to deeply equal [ 'a' ]", expected: 'A', actual: 'B' });
    const from = text.indexOf(`✗ ${FIFO} [must] fail`);
    expect(from).to.be.above(0);
    const block = text.slice(from, text.indexOf('', from)).join('\n');
    expect(block).to.match(/\n {6}AssertionError: a trace\n {6}expected A\n {6}actual {3}B\n/);
    expect(block).to.match(/\n {6}test at suites\/callbacks\/call-soon\.suite\.ts:\d+\n/);
    expect(block).to.contain(`loopcert run reference --clause ${FIFO}`);
    expect(text.findLast((line) => /^\S/.test(line))).to.match(/^nonconformant: core, /);
  });

  it('names the interpreter and the folders of a Python loop in the line that runs it again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'my loops '));
    const record = inventedRecord({
      name: 'python:mine:make',
      options: { python: '3.12', pythonPath: [folder, process.cwd()] },
      outcomes: { [firstTest(FIFO)]: { status: 'fail', error: { name: 'Error', message: 'no' } } },
    });
    expect(terminal(record, false)).to.contain(
      `loopcert run python:mine:make --python 3.12 --python-path '${relative(process.cwd(), folder)}' --python-path . --clause ${FIFO} --seed 7\n`,
    );
    rmSync(folder, { recursive: true });
  });

  it('wraps between words, in a window and nowhere else', () => {
    const message = 'word '.repeat(40).trim();
    const lines = failing({ message }).filter((line) => line.includes('word'));
    expect(lines.length).to.be.above(3);
    for (const line of lines) expect(line.length).to.be.at.most(60);
    expect(lines[0], 'the cause, in one line').to.match(/^ {2}✗ callbacks.*word…$/);
    expect(lines[2]).to.match(/^ {8}word/);
    const record = inventedRecord({
      name: 'reference',
      outcomes: { [firstTest(FIFO)]: { status: 'fail', error: { name: 'Error', message } } },
    });
    expect(terminal(record, false)).to.contain(message);
  });

  it('is read in a window of 40 columns', () => {
    const text = terminal(inventedRecord({ name: 'python:uvloop:new_event_loop', oneIn: 4 }), false, 40);
    const lines = text.split('\n');
    // A name or a path is not cut, and neither is a command to be copied.
    const whole = (line: string): boolean =>
      line.split(' ').some((word) => word.length > 24) || /^ +loopcert /.test(line);
    expect(lines.filter((line) => line.length > 40 && !whole(line))).to.deep.equal([]);
    expect(text).to.match(/^ {2}✗ [\w.]+(?: \+\d+)?\n {6}expected \[ 'a', \d+ \] to/m);
    expect(text).to.match(/^ {2}callbacks +[█░]{8} \d+ of \d+$/m);
    expect(lines.at(-2)?.length).to.be.at.most(40);
  });

  it('leaves out most of a message without an end, and says so', () => {
    const lines = failing({ message: 'line\n'.repeat(500) });
    expect(lines.filter((line) => line.trim() === 'line')).to.have.length(11);
    expect(lines.join('\n')).to.match(/\.\.\. and \d+ lines more, which the record has/);
  });

  it('spells what would move the cursor or colour the window', () => {
    const text = failing({ message: '\u001b[2Jgone\rover' }).join('\n');
    expect(text).to.contain('\\u001b[2Jgone\\u000dover');
    expect(text).not.to.contain('\u001b').and.not.to.contain('\r');
  });

  it('names the first causes once more at its end, where they are many', () => {
    const text = terminal(inventedRecord({ name: 'reference', oneIn: 4 }), false);
    expect(text).to.match(/ {4}and \d+ causes? more of must clauses that fail, at the top\n {2}must {3}\d+ pass/);
    expect(text).to.match(/^ {2}callbacks .* \d+ of \d+/m);
  });

  it('shows the line of the assertion that failed, and another relation than an equality in words', () => {
    const built = join('suites', 'callbacks', 'call-soon.suite.js');
    const begin = testSource(firstTest(FIFO))?.line ?? 0;
    const lines = readFileSync(join(__dirname, '..', '..', built), 'utf8').split('\n').length;
    const isIn = (at: ReturnType<typeof failedLine>): boolean => (at?.line ?? 0) > begin && at?.text !== undefined;
    const frames = Array.from({ length: lines }, (_, i) => `at body (/x/dist/${built}:${i + 1}:5)`);
    const stack = frames.find((frame) => isIn(failedLine(firstTest(FIFO), frame)));
    if (stack === undefined) throw new Error('no line was made of the body of the test');
    const text = failing({ message: 'expected 1 to be above 1', expected: '1', actual: '1', stack }).join('\n');
    expect(text).to.contain('\n      AssertionError: expected 1 to be above 1\n');
    expect(text).not.to.contain('actual   1');
    expect(text).to.match(/test at suites\/callbacks\/call-soon\.suite\.ts:\d+\n {10}\S/);
    // Node maps them by itself where the subject is TypeScript and the kit has its source maps.
    const { line, text: words } = failedLine(firstTest(FIFO), stack) ?? {};
    const mapped = stack.replace(/dist(\S+)\.js:\d+/, `$1.ts:${line}`);
    expect(failing({ message: 'no', stack: mapped }).join('\n')).to.contain(`.suite.ts:${line}\n          ${words}`);
  });

  it("shows the innermost frame of the subject's own source, whatever its folder is called, and none of the kit's", () => {
    const at = (path: string): string => `at step (${path}:7:3)`;
    const kit = [join('dist', 'suites', 'support', 'judge.js'), join('runner', 'execution', 'worker.ts')];
    const own = join(process.cwd(), 'src', 'runner', 'my-loop.ts');
    const frames = [...kit.map((path) => join(__dirname, '..', '..', '..', path)), own, '/x/dist/bridge/a.js'].map(at);
    const text = failing({ name: 'TypeError', message: 'no', stack: frames.join('\n') });
    expect(text.filter((text) => text.includes('at step'))).to.deep.equal([
      `      at step (src/runner/my-loop.ts:7:3)`,
    ]);
  });

  it("shows Python's traceback, and what threads and tasks did", () => {
    const traceback = '  File "my_loop.py", line 17, in call_soon\n    raise KeyError(1)';
    const stacks = 'thread MainThread\n  File "my_loop.py", line 3, in run_forever\ntask <Task pending>';
    const text = failing({ name: 'KeyError', message: '1', traceback, stacks }).join('\n');
    for (const line of [...traceback.split('\n'), ...stacks.split('\n')]) expect(text).to.contain(`      ${line}\n`);
  });

  it('shows where long values part, and some of what is around it', () => {
    const items = Array.from({ length: 300 }, (_, i) => String(i));
    const expected = `[ ${items.join(', ')} ]`;
    const actual = expected.replace(' 200,', ' 900,');
    const text = failing({ message: 'expected [ …(300) ] to deeply equal [ …(300) ]', expected, actual });
    const find = (label: string): string => text.slice(text.findIndex((l) => l.includes(label))).join('\n');
    expect(find('expected …')).to.match(/^ +expected … \(197 items alike\) 197, 198, 199, 200, 201/);
    expect(find('actual   …')).to.match(/^ +actual {3}… \(197 items alike\) 197, 198, 199, 900, 201/);
    expect(text.join('\n')).not.to.contain(' 150,');
  });

  it('is coloured where that is asked for, and NO_COLOR is stronger', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loopcert-terminal-'));
    try {
      const file = join(folder, 'record.json');
      writeRecord(file, inventedRecord({ name: 'reference' }));
      const args = ['report', file, '--format', 'terminal'];
      const env = { NO_COLOR: '', FORCE_COLOR: '1' };
      expect((await loopcert(args, { env })).stdout).to.contain('\u001b[');
      expect((await loopcert(args, { env: { ...env, NO_COLOR: '1' } })).stdout).not.to.contain('\u001b[');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
