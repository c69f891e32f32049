// Loaded first into each process that the kit's tests start and that is not measured (bare-children.cjs). A third of what such a process takes is
// compiling the same files of dist/ again: here it takes what an earlier process compiled, from the folder LOOPCERT_COMPILED, which each
// run of the tests begins anew. With LOOPCERT_COMPILED_KEEP it puts in it, when it ends, what it compiled itself.
// Node 22 and later do so by themselves (NODE_COMPILE_CACHE), and this file is not loaded.
'use strict';
const { readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, sep } = require('node:path');
const vm = require('node:vm');

const DIST = join(__dirname, '..', 'dist') + sep;
const folder = process.env.LOOPCERT_COMPILED;
const main = process.argv[1] ?? '';

if (folder !== undefined && main.startsWith(DIST)) install();

function install() {
  // What was compiled under other flags is refused, so each kind of process has a file of its own.
  const flags = process.execArgv.filter((flag) => !/^--(max-old-space-size|require)/.test(flag));
  const file = join(folder, [main.slice(DIST.length), ...flags].join(' ').replaceAll(/[^\w.-]+/g, '_'));
  const known = read(file);
  const keep = process.env.LOOPCERT_COMPILED_KEEP !== undefined;
  if (known.size === 0 && !keep) return;
  const compiled = new Map();
  const compile = Module.prototype._compile;
  const { Script } = vm;

  Module.prototype._compile = function (content, filename, ...rest) {
    // What comes from compiled code may not import() any more.
    if (!filename.startsWith(DIST) || /\bimport\(/.test(content)) return compile.call(this, content, filename, ...rest);
    const before = known.get(filename);
    const script = new Script(Module.wrap(content.replace(/^#!.*/, '')), {
      filename,
      cachedData: before?.stamp === stampOf(filename) ? before.data : undefined,
    });
    compiled.set(filename, script);
    const own = Module.createRequire(filename);
    const required = (id) => this.require(id);
    for (const name of ['resolve', 'cache', 'extensions', 'main']) required[name] = own[name];
    return script.runInThisContext().call(this.exports, this.exports, required, this, filename, dirname(filename));
  };

  if (!keep) return;
  process.on('exit', () => {
    if ([...compiled.keys()].every((filename) => known.has(filename))) return;
    const all = new Map(known);
    for (const [filename, script] of compiled)
      all.set(filename, { stamp: stampOf(filename), data: script.createCachedData() });
    write(file, all);
  });
}

/** A file that a test has changed since is compiled anew. */
function stampOf(filename) {
  const { size, mtimeMs } = statSync(filename);
  return `${size} ${mtimeMs}`;
}

function read(file) {
  let all;
  try {
    all = readFileSync(file);
  } catch {
    return new Map();
  }
  const begin = 4 + all.readUInt32LE(0);
  const index = JSON.parse(all.toString('utf8', 4, begin));
  return new Map(
    index.map(([filename, stamp, from, to]) => [filename, { stamp, data: all.subarray(begin + from, begin + to) }]),
  );
}

function write(file, all) {
  let at = 0;
  const index = [...all].map(([filename, { stamp, data }]) => [filename, stamp, at, (at += data.length)]);
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([length, head, ...[...all.values()].map(({ data }) => data)]));
  renameSync(draft, file);
}
