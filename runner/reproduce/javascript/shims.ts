/** The least that a test's text needs in place of the kit: a line or two each, and only what is used. */

/** Members of `env`. */
export const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  tick: ['tick: 0.01,'],
  patience: ['patience: { tick: 0.01, wait: 5, silence: 0.05, timeScale: 1, bound: (promise) => promise },'],
  run: ['run: (body) => loop.runUntilComplete(body()),'],
  runForever: ['runForever: (other = loop) => other.runForever(),'],
  spin: ['async spin(times = 1, other = loop) { while (times-- > 0) { other.stop(); await other.runForever(); } },'],
  pause: ['pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),'],
  fromHost: [
    'fromHost: (action, delay = 0.01) => new Promise((resolve, reject) =>',
    '  setTimeout(() => new Promise((done) => done(action())).then(resolve, reject), delay * 1000)),',
  ],
  newLoop: ['newLoop: async () => listen(await newEventLoop()),'],
  defer: ["defer: (cleanup) => process.once('exit', () => cleanup()),"],
  takeReports: ['takeReports: () => reported.splice(0),'],
  kill: ['kill: (signal) => process.kill(process.pid, signal),'],
  collectGarbage: [
    'async collectGarbage() {',
    "  require('node:v8').setFlagsFromString('--expose-gc');",
    "  for (let i = 0; i < 3; i++) { await new Promise(setImmediate); require('node:vm').runInNewContext('gc')(); }",
    '  await new Promise((resolve) => setTimeout(resolve, 1));',
    '},',
  ],
};

/** Functions of the suites' support, and those they need before them. */
export const SUPPORT: Readonly<
  Record<string, { readonly needs?: readonly string[]; readonly lines: readonly string[] }>
> = {
  isKind: {
    lines: ['const isKind = (error, kind) => error instanceof kind || error?.constructor?.name === kind.name;'],
  },
  raises: {
    needs: ['isKind'],
    lines: [
      'function raises(kind, action) {',
      '  try { action(); } catch (error) { assert(isKind(error, kind), error); return error; }',
      '  assert.fail(`no ${kind.name} was raised`);',
      '}',
    ],
  },
  rejects: {
    needs: ['isKind'],
    lines: [
      'async function rejects(kind, made) {',
      '  try { await (made.call ? made() : made); } catch (error) { assert(isKind(error, kind), error); return error; }',
      '  assert.fail(`no ${kind.name} was raised`);',
      '}',
    ],
  },
  raisedBy: {
    needs: ['isKind'],
    lines: [
      'function* raisedBy(kind, made) {',
      '  try { yield* made.call ? made() : made; } catch (error) { assert(isKind(error, kind), error); return error; }',
      '  assert.fail(`no ${kind.name} was raised`);',
      '}',
    ],
  },
  expectNone: { lines: ['const expectNone = (value) => assert.strictEqual(value ?? null, null);'] },
  fail: { lines: ['const { fail } = assert;'] },
  recordLog: {
    lines: [
      'function recordLog() {',
      '  const records = [], into = (level) => (text, exception = null) => records.push({ level, text, exception });',
      "  Object.assign(console, { error: into('error'), warn: into('warning') });",
      '  return () => records.splice(0);',
      '}',
    ],
  },
};
