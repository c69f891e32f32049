// Writes dist/suites/sources.json: test id to file, line and source text, so that an installed kit can show its tests; and
// dist/suites/lines.json: of each compiled suite, the line of the source that each of its lines was made of.
// A title may be made in a loop, so a test is found by where it was declared, not by its words.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, findSourceMap, SourceMap } from 'node:module';
import { join, relative } from 'node:path';

export function writeSources(root) {
  const require = createRequire(join(root, 'package.json'));
  const ts = require('typescript');
  const declared = declarations(require, join(root, 'dist', 'suites'));
  const parsed = new Map();
  const sources = {};
  for (const { id, file, line, column } of declared) {
    if (!parsed.has(file)) {
      parsed.set(file, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
    }
    const source = parsed.get(file);
    const call = callAt(ts, source, source.getPositionOfLineAndCharacter(line, column));
    if (call === undefined) {
      // The source changed since it was compiled; a test sees to it that none is missing in the end.
      console.warn(`no declaration of "${id}" at ${file}:${line + 1}`);
      continue;
    }
    const start = source.getLineAndCharacterOfPosition(call.getStart(source));
    sources[id] = {
      file: relative(root, file).replaceAll('\\', '/'),
      line: start.line + 1,
      text: dedent(call.getText(source), start.character),
    };
  }
  const sorted = Object.fromEntries(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(root, 'dist', 'suites', 'sources.json'), `${JSON.stringify(sorted, null, 1)}\n`);
  writeFileSync(join(root, 'dist', 'suites', 'lines.json'), `${JSON.stringify(linesOf(root))}\n`);
  return Object.keys(sorted).length;
}

/** By compiled file: line n of it stands at index n - 1; 0 where it was made of nothing. */
function linesOf(root) {
  const folder = join(root, 'dist', 'suites');
  const built = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.suite.js'));
  const lines = built.sort().map((name) => {
    const map = new SourceMap(JSON.parse(readFileSync(join(folder, `${name}.map`), 'utf8')));
    const count = readFileSync(join(folder, name), 'utf8').split('\n').length;
    const origins = Array.from({ length: count }, (_, line) => originOfLine(map, line));
    return [`suites/${name.replaceAll('\\', '/')}`, origins];
  });
  return Object.fromEntries(lines);
}

/** The first place of the line that was made of something. */
function originOfLine(map, line) {
  for (let column = 0; column < 200; column += 4) {
    const entry = map.findEntry(line, column);
    if (entry.generatedLine === line && entry.originalLine !== undefined) return entry.originalLine + 1;
  }
  return 0;
}

/** Loads the suites and notes from where each test was declared. */
function declarations(require, folder) {
  process.setSourceMapsEnabled(true);
  const support = require(join(folder, 'support', 'suite.js'));
  const { suite, testId } = support;
  const prepare = Error.prepareStackTrace;
  const declared = [];
  support.suite = (chapter, title, define) =>
    suite(chapter, title, (test) =>
      define((clause, name, ...rest) => {
        Error.prepareStackTrace = (_error, sites) => sites;
        const sites = new Error().stack;
        Error.prepareStackTrace = prepare;
        declared.push({ id: testId({ clause, title: name }), ...origin(sites[1]) });
        test(clause, name, ...rest);
      }),
    );
  require(join(folder, 'index.js'));
  support.suite = suite;
  return declared;
}

function origin(site) {
  const built = site.getFileName();
  const entry = findSourceMap(built)?.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (entry?.originalSource === undefined) throw new Error(`${built} has no source map`);
  return {
    file: new URL(entry.originalSource).pathname,
    line: entry.originalLine,
    column: entry.originalColumn,
  };
}

/** The outermost call that begins there: `test(...)`. */
function callAt(ts, source, position) {
  let found;
  const visit = (node) => {
    if (found !== undefined || position < node.getStart(source) || position >= node.end) return;
    if (ts.isCallExpression(node) && node.expression.getStart(source) === position) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function dedent(text, margin) {
  const [first, ...rest] = text.split('\n');
  return [first, ...rest.map((line) => line.slice(Math.min(margin, Math.max(line.search(/\S/), 0))))].join('\n');
}
