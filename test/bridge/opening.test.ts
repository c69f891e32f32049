/** Whatever is wrong with an interpreter, a module or a factory is refused with its cause and a remedy. */
import { expect } from 'chai';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons, openNative, probeLoops, type OpenNativeOptions } from '../../bridge';
import { closeAll, LOOPS, needsPython, openLoop, refusal } from './support';

const asyncioOn = (python: string, more: Partial<OpenNativeOptions> = {}): OpenNativeOptions => ({
  python,
  module: 'asyncio',
  factory: 'SelectorEventLoop',
  ...more,
});

describe('bridge: opening a loop', function () {
  needsPython(this);
  afterEach(closeAll);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function script(name: string, source: string): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${source}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('names an interpreter that is not there, and what there is instead', async () => {
    const error = await refusal(openNative(asyncioOn('no-such-python')));
    expect(error.code).to.equal('no-interpreter');
    expect(error.message).to.match(/"no-such-python".*--python.*here are 3\./);
    expect((await refusal(openNative(asyncioOn('3.2')))).message).to.match(/no interpreter "3.2"/);
    expect((await refusal(openNative(asyncioOn(join(folder, 'python3'))))).code).to.equal('no-interpreter');
    expect((await refusal(openNative(asyncioOn(folder)))).message).to.match(/holds no interpreter/);
  });

  it('refuses a Python that is too old', async function () {
    const old = script('old-python', 'echo "loopcert: Python 3.7.16 is too old" >&2; exit 1');
    const pretended = await refusal(openNative(asyncioOn(old)));
    expect(pretended.code).to.equal('too-old');
    expect(pretended.message).to.match(/Python 3\.7\.16 is too old: 3\.8 or later.*--python/);
    const real = (await findPythons()).find(({ version }) => /^3\.[0-7]\./.test(version));
    if (real === undefined) return;
    const error = await refusal(openNative(asyncioOn(real.path)));
    expect([error.code, error.message.includes(`Python ${real.version} is too old`)]).to.deep.equal(['too-old', true]);
  });

  it('gives up on an interpreter that ends, or does not answer', async () => {
    const ending = await refusal(openNative(asyncioOn(script('ending', 'echo goodbye >&2; exit 9'))));
    expect(ending.code).to.equal('no-handshake');
    expect(ending.message).to.match(/exit code 9 before it answered.*\n.*goodbye/);
    const begun = performance.now();
    const silent = await refusal(openNative(asyncioOn(script('silent', 'sleep 3600'), { patience: 0.3 })));
    expect(silent.message).to.match(/did not answer within 0\.3 s/);
    expect(performance.now() - begun).to.be.lessThan(5000);
  });

  it('tells a module that is missing from one that fails', async () => {
    const missing = await refusal(openLoop('make', { module: 'no_such_module' }));
    expect(missing.code).to.equal('import');
    expect(missing.message).to.match(/cannot import no_such_module.*--python-path/);
    const dependency = await refusal(openLoop('make', { module: 'missing_dependency' }));
    expect(dependency.message).to.match(/a_module_that_is_not_installed_anywhere/);
    const failing = await refusal(openLoop('make', { module: 'failing_import' }));
    expect([failing.code, /this module cannot be imported/.test(failing.message)]).to.deep.equal(['factory', true]);
  });

  it('refuses a factory that is missing, raises, is none, or returns no loop', async () => {
    for (const [factory, message] of [
      ['no_such_factory', /misbehaving:no_such_factory is not usable: .*no_such_factory/],
      ['raising', /LookupError: no loop today/],
      ['not_callable', /'str' object is not callable/],
      ['no_loop', /the factory returned 42, which is no event loop/],
    ] as const) {
      const error = await refusal(openLoop(factory));
      expect(error.code).to.equal('factory');
      expect(error.message).to.match(message);
    }
  });

  it('survives a factory that ends the process, or never returns', async () => {
    const exiting = await refusal(openLoop('exiting'));
    expect(exiting.message).to.match(/made its first loop, the Python process ended with exit code 5.*\n.*leaving at/);
    const waiting = await refusal(openLoop('waiting', { patience: 1 }));
    expect(waiting.message).to.match(/was killed: it did not answer a call within 1 s/);
  });

  it('hands arguments to the factory as keywords', async () => {
    const subject = await openLoop('Recording', { args: { name: 'x y', count: '3' } });
    await subject.beforeTest?.();
    const loop = await subject.newEventLoop();
    expect(subject.python?.exec('return sorted(loop.arguments.items())', { loop })).to.deep.equal([
      ['count', '3'],
      ['name', 'x y'],
    ]);
    expect(subject.name).to.equal('python:misbehaving:Recording?name=x+y&count=3');
    loop.close();
  });

  it('imports from the folders it is given, before those of the interpreter', async () => {
    writeFileSync(join(folder, 'misbehaving.py'), 'import asyncio\nclass Own(asyncio.SelectorEventLoop):\n    pass\n');
    const subject = await openLoop('Own', { pythonPath: [folder, LOOPS] });
    expect(subject.kind).to.equal('python-native');
  });

  it('knows which loops an interpreter can import', async () => {
    const loops = await probeLoops('python3');
    const own = loops.find(({ subject }) => subject === 'python:asyncio:SelectorEventLoop');
    expect(own?.version).to.match(/^3\.\d+\.\d+/);
    expect(loops.length).to.be.greaterThan(5);
    for (const { version, problem } of loops) expect(version === undefined).to.equal(problem !== undefined);
  });
});
