// Lints the Python of this repository with ruff: the .py files, and what stands in strings of TypeScript, as far as it is
// the first argument of a call of `exec()` of a Python, or of `python()`. Without ruff it says so and passes; `--required` fails then.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const ts = createRequire(import.meta.url)('typescript');
const LAYERS = ['bridge', 'matrix', 'python', 'runner', 'suites', 'test'];
/** Broken on purpose. */
const BROKEN = /saboteurs\/python\/broken_syntax\.py$/;
/** Errors, names and comparisons that are wrong, traps of the language: no matter of taste. */
const RULES = ['--select', 'E7,E9,F,B,PLE,W605', '--ignore', 'E701,E702,E731,E741,B010,B009,B904,B018'];
/** The functions of one test share their globals, and what they leave unused is what they are about. */
const SNIPPET_RULES = ['--ignore', 'F821,F841,F401,B007,B903,E722,F811'];

function sources(extension) {
  return LAYERS.flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true })
      .filter((name) => name.endsWith(extension))
      .map((name) => join(root, layer, name)),
  );
}

/** The text of a literal; what is put into it becomes a name, so that it is Python still. */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const text = node.head.text + node.templateSpans.map((span, i) => `_value_${i}${span.literal.text}`).join('');
  // What stands alone on a line is lines of its own, with their own margin.
  return text.replace(/^ *_value_\d+$/gm, '');
}

function isPython(call) {
  const { expression } = call;
  // A subject's name is made by a function of this name too, on one line.
  if (ts.isIdentifier(expression)) return expression.text === 'python' && /\n/.test(call.arguments[0]?.getText() ?? '');
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 'exec' &&
    /\bpython$|\bworld$|\bhost$/.test(expression.expression.getText().replace(/[?!]+$/, ''))
  );
}

function snippets(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const text =
      ts.isCallExpression(node) && isPython(node) && node.arguments[0] ? textOf(node.arguments[0]) : undefined;
    if (text !== undefined) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.arguments[0].getStart(source)).line + 1, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** As the body of a function: it may return. */
function asFunction(text) {
  const lines = text.split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `def body():\n${lines.map((line) => (line.trim() === '' ? '' : `    ${line.slice(margin)}`)).join('\n')}\n`;
}

function ruff(args, cwd) {
  return spawnSync(
    'ruff',
    [
      'check',
      '--isolated',
      '--no-cache',
      '--quiet',
      '--output-format',
      'concise',
      '--target-version',
      'py38',
      ...RULES,
      ...args,
    ],
    {
      cwd,
      encoding: 'utf8',
    },
  );
}

const folder = mkdtempSync(join(tmpdir(), 'loopcert-python-'));
try {
  if (spawnSync('ruff', ['--version']).error !== undefined) {
    console.log('ruff is not installed, so Python is not linted: pip install ruff');
    process.exitCode = process.argv.includes('--required') ? 1 : 0;
  } else {
    let count = 0;
    for (const path of sources('.ts')) {
      for (const { line, text } of snippets(path)) {
        const file = join(folder, `${relative(root, path)}.${line}.py`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, asFunction(text));
        count += 1;
      }
    }
    const files = sources('.py').filter((path) => !BROKEN.test(path));
    const own = ruff(files, root);
    const inside = ruff([...SNIPPET_RULES, '.'], folder);
    process.stdout.write(own.stdout + own.stderr + inside.stdout + inside.stderr);
    console.log(`${files.length} files and ${count} strings of Python`);
    process.exitCode = own.status === 0 && inside.status === 0 && files.length > 0 && count > 0 ? 0 : 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
