// Writes api/<entry>.txt: every name that an entry point exports, with its declaration, without comments. Who changes what
// others may use sees it in the diff. api/undocumented.txt lists the names without a doc comment: it may only shrink. `--check` compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const ts = createRequire(import.meta.url)('typescript');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  target.types === undefined ? [] : [{ name: name.slice(2) || 'index', types: join(root, target.types) }],
);

const program = ts.createProgram(
  entries.map(({ types }) => types),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
  },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

function exportsOf({ types }) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(types));
  if (module === undefined) throw new Error(`${types} exports nothing: has the kit been built?`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({ name: symbol.name, symbol: resolved(symbol) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function declarationsOf({ name, symbol }) {
  const texts = (symbol.declarations ?? []).map((node) => {
    if (ts.isVariableDeclaration(node)) {
      // Shortened by the compiler: the clauses are a type of some thousand lines, and have a digest of their own.
      return `const ${name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol), node)};`;
    }
    if (ts.isSourceFile(node) || ts.isNamespaceExport(node)) return `namespace ${name};`;
    const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
    return text.replace(/^(export )?(declare )?/, '').replace(/^ +(?:private |#private).*\n/gm, '');
  });
  return texts.join('\n');
}

function isDocumented({ symbol }) {
  if (symbol.getDocumentationComment(checker).length > 0) return true;
  // A re-export of a class may be documented where it is declared, a namespace at the top of its file.
  return (symbol.declarations ?? []).some((node) => ts.getJSDocCommentsAndTags(node).length > 0);
}

const checking = process.argv.includes('--check');
let stale = 0;
function settle(file, text) {
  const path = join(root, 'api', file);
  if (existsSync(path) && text === readFileSync(path, 'utf8')) return;
  stale += 1;
  if (checking) console.error(`api/${file} is stale: run \`npm run generate\`, and look at what changes`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`api/${file} written`);
  }
}

const undocumented = new Set();
for (const entry of entries) {
  const found = exportsOf(entry);
  const title = entry.name === 'index' ? manifest.name : `${manifest.name}/${entry.name}`;
  settle(`${entry.name}.txt`, `${title}: ${found.length} names\n\n${found.map(declarationsOf).join('\n\n')}\n`);
  for (const one of found) if (!isDocumented(one)) undocumented.add(`${title}: ${one.name}`);
}
settle(
  'undocumented.txt',
  `Exported names without a doc comment: ${undocumented.size}\n${[...undocumented, ''].join('\n')}`,
);
if (stale === 0) console.log('api/ is current');
process.exitCode = checking && stale > 0 ? 1 : 0;
