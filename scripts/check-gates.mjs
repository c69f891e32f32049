// Shows that each gate of `npm test` and of .ci/run can go red: puts one fault a gate into a copy of the tree, built
// already, and runs the gate's own command there. A gate that stays green on its fault is a gate that nothing can fail.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const copy = mkdtempSync(join(tmpdir(), 'loopcert-gates-'));
const LEFT_OUT = new Set(['.git', 'node_modules', '.cache', '.venv', '.nyc_output', 'coverage', 'out']);

function run(program, args, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  if (error !== undefined) throw error;
  return { status, text: stdout + stderr };
}
const node = (script, ...args) => run(process.execPath, [script, ...args]);
const tool = (name) => require.resolve(name);
const write = (path, text) => writeFileSync(join(copy, path), text);
const remove = (path) => rmSync(join(copy, path), { force: true });

/** .ci/run with an npm that says `lines` and ends with `status`. */
function ci(status, ...lines) {
  const bin = join(copy, 'fake-bin');
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  const script = `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\nexit ${status}\n`;
  writeFileSync(join(bin, 'npm'), script, { mode: 0o755 });
  // Where it looks for a chromium, it finds one: the gate installs nothing.
  writeFileSync(join(bin, 'chromium'), '#!/bin/sh\n', { mode: 0o755 });
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, LOOPCERT_GATES: 'no' };
  const done = run('bash', ['.ci/run'], env);
  return { ...done, last: done.text.trim().split('\n').at(-1) };
}

/** Each: the fault is in, the gate runs; what must be true of it, red first, and green without the fault where that is cheap. */
const GATES = {
  'tsc -b: an import that the layers forbid': () => {
    write('reference/gate-fault.ts', "export type { RunRecord } from '../runner';\n");
    const red = node(tool('typescript/bin/tsc'), '-b', 'reference');
    remove('reference/gate-fault.ts');
    return [red.status !== 0 && /gate-fault/.test(red.text), red];
  },
  'eslint: an assertion that nobody awaits': () => {
    write('spec/gate-fault.ts', 'void 0;\nexport const fault = 1;\nPromise.resolve(fault);\n');
    const red = node(tool('eslint/package.json').replace('package.json', 'bin/eslint.js'), 'spec/gate-fault.ts');
    remove('spec/gate-fault.ts');
    return [red.status !== 0 && /no-floating-promises/.test(red.text), red];
  },
  'prettier: a file that is not formatted': () => {
    const prettier = tool('prettier/package.json').replace('package.json', 'bin/prettier.cjs');
    const green = node(prettier, '--check', 'package.json', 'spec/subject.ts');
    write('spec/gate-fault.ts', 'export   const fault = "1"\n');
    const red = node(prettier, '--check', '--log-level', 'warn', 'spec');
    remove('spec/gate-fault.ts');
    return [green.status === 0 && red.status !== 0 && /gate-fault/.test(red.text), red];
  },
  'ruff: Python that cannot be right, in a file and in a string': () => {
    if (spawnSync('ruff', ['--version']).error !== undefined)
      return [true, { text: '', left: 'ruff is not installed' }];
    const green = node('scripts/lint-python.mjs', '--required');
    write(
      'suites/gate-fault.ts',
      'declare const python: { exec(text: string): void };\npython.exec(`\n  return 1 is 1\n`);\n',
    );
    write('bridge/gate_fault.py', 'import nothing_of_it\n');
    const red = node('scripts/lint-python.mjs', '--required');
    remove('suites/gate-fault.ts');
    remove('bridge/gate_fault.py');
    return [green.status === 0 && red.status !== 0 && /F632/.test(red.text) && /F401/.test(red.text), red];
  },
  'check:generated: a table that is stale': () => {
    const green = node('scripts/generate.mjs', '--check');
    const kept = join(copy, 'CONFORMANCE.kept');
    cpSync(join(copy, 'CONFORMANCE.md'), kept);
    const text = readFileSync(kept, 'utf8');
    write('CONFORMANCE.md', text.replace(/(<!-- generated: clauses -->\n[^]*?)\| \*\*all\*\*.*\n/, '$1'));
    const red = node('scripts/generate.mjs', '--check');
    cpSync(kept, join(copy, 'CONFORMANCE.md'));
    return [green.status === 0 && red.status !== 0 && /stale/.test(red.text), red];
  },
  'check:generated: a name that is exported anew': () => {
    const path = join(copy, 'dist', 'runner', 'index.d.ts');
    const kept = readFileSync(path, 'utf8');
    write('dist/runner/index.d.ts', `${kept}\nexport declare const gateFault: number;\n`);
    const red = node('scripts/api-report.mjs', '--check');
    write('dist/runner/index.d.ts', kept);
    return [red.status !== 0 && /index\.txt is stale/.test(red.text), red];
  },
  'mocha: a test that fails': () => {
    write('dist/test/gate-fault.test.js', "it('is wrong', () => { throw new Error('as it must'); });\n");
    const red = node(tool('mocha/bin/mocha.js'), 'dist/test/gate-fault.test.js');
    remove('dist/test/gate-fault.test.js');
    return [red.status !== 0 && /1 failing/.test(red.text), red];
  },
  'mocha: no test at all': () => {
    const red = node(tool('mocha/bin/mocha.js'), 'dist/test/nowhere/*.test.js');
    return [red.status !== 0, red];
  },
  'coverage: little of a layer runs': () => {
    // One file, by which most of the kit is loaded and little is called.
    const red = node(tool('nyc/bin/nyc.js'), tool('mocha/bin/mocha.js'), 'dist/test/spec/clauses.test.js');
    return [red.status !== 0 && /does not meet global threshold/.test(red.text) && !/\( 0\/0 \)/.test(red.text), red];
  },
  'coverage: a layer is not measured': () => {
    // The summary that the run before has left names spec alone.
    const red = node('scripts/measured-layers.mjs');
    return [red.status !== 0 && /runner/.test(red.text), red];
  },
  'change notes: a note that is none': () => {
    const green = node('scripts/change-notes.mjs', '--check');
    write('changes/gate-fault.md', 'Something changed.\n');
    const red = node('scripts/change-notes.mjs', '--check');
    remove('changes/gate-fault.md');
    return [green.status === 0 && red.status !== 0, red];
  },
  'side by side: one of two scripts fails': () => {
    const green = node('scripts/side-by-side.mjs', 'check:generated', 'check:generated');
    const [first, last] = [
      node('scripts/side-by-side.mjs', 'none', 'check:generated'),
      node('scripts/side-by-side.mjs', 'check:generated', 'none'),
    ];
    return [green.status === 0 && first.status !== 0 && last.status !== 0, first];
  },
  '.ci/run: the closing line counts what passed and what failed': () => {
    const green = ci(0, '  12 passing (3s)', '  1 pending');
    const red = ci(1, '  12 passing (3s)', '  2 failing');
    const right = green.status === 0 && green.last === '12 passed, 0 failed';
    return [right && red.status !== 0 && red.last === '12 passed, 2 failed', red];
  },
  '.ci/run: a gate before the tests fails': () => {
    const red = ci(2, "error TS2322: Type 'string' is not assignable to type 'number'.");
    return [red.status !== 0 && red.last === '0 passed, 1 failed', red];
  },
  '.ci/run: a gate after the tests fails': () => {
    const red = ci(1, '  12 passing (3s)', 'ERROR: Coverage for lines (12%) does not meet global threshold (80%)');
    return [red.status !== 0 && red.last === '12 passed, 1 failed', red];
  },
  '.ci/run: no test ran': () => {
    const red = ci(0, 'up to date');
    return [red.status !== 0, red];
  },
};

let faults = 0;
try {
  cpSync(root, copy, {
    recursive: true,
    preserveTimestamps: true,
    filter: (source) => source === root || !LEFT_OUT.has(source.slice(root.length + 1)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const [name, gate] of Object.entries(GATES)) {
    const began = performance.now();
    const [held, { status, text, left }] = gate();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${left !== undefined ? 'left out ' : held ? 'goes red ' : 'DOES NOT '} ${name} (${left ?? `${seconds} s`})`,
    );
    if (held) continue;
    faults += 1;
    console.log(`  ended with ${status}:\n${text.trim().split('\n').slice(-15).join('\n')}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${Object.keys(GATES).length - faults} gates can fail, ${faults} cannot`);
process.exitCode = faults === 0 ? 0 : 1;
