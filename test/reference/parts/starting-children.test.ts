/** How node is asked for a child: program, arguments, streams and folder; and what becomes of one that cannot be started. */
import { expect } from 'chai';
import childProcess, { type ChildProcess, type SpawnOptions } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startChild, type ChildPlan } from '../../../reference/node/spawn';
import { FileNotFoundError, OSError, PermissionError, ValueError, type Coroutine } from '../../../spec';
import { ManualLoop } from '../manual-loop';

const [PIPE, STDOUT, DEVNULL] = [-1, -2, -3];

class Child extends EventEmitter {
  pid: number | undefined = 7;
  readonly destroyed: string[] = [];
  readonly stdin = { destroy: () => this.destroyed.push('stdin') };
  readonly stdout = { destroy: () => this.destroyed.push('stdout') };
  readonly stderr = null;
}

describe('a child that is to be started', () => {
  const own = childProcess.spawn;
  let loop: ManualLoop;
  let child: Child;
  let asked: readonly [string, readonly string[], SpawnOptions] | null;
  let refusal: Error | null;

  const starting = (plan: Partial<ChildPlan>): Coroutine<ChildProcess> =>
    startChild(loop.asLoop, {
      args: ['program', 'a', 'b'],
      shell: false,
      streams: [PIPE, PIPE, PIPE],
      options: {},
      ...plan,
    });
  const started = (plan: Partial<ChildPlan> = {}): NonNullable<typeof asked> => {
    asked = null;
    const { done, value } = starting(plan).next();
    expect([done, value]).to.deep.equal([true, child]);
    return asked as unknown as NonNullable<typeof asked>;
  };
  const stdio = (...streams: readonly [unknown, unknown, unknown]): unknown => started({ streams })[2].stdio;

  beforeEach(() => {
    loop = new ManualLoop();
    child = new Child();
    refusal = null;
    childProcess.spawn = ((...given: NonNullable<typeof asked>) => {
      if (refusal !== null) throw refusal;
      asked = given;
      return child;
    }) as unknown as typeof own;
  });
  afterEach(() => {
    childProcess.spawn = own;
  });

  it('is a program with arguments, or a command of the shell', () => {
    expect(started().slice(0, 2)).to.deep.equal(['program', ['a', 'b']]);
    expect(started({ args: 'a | b', shell: true }).slice(0, 2)).to.deep.equal(['/bin/sh', ['-c', 'a | b']]);
    expect(started({ args: [] }).slice(0, 2)).to.deep.equal(['', []]);
  });

  it('has the folder, the variables and the session that it is told to', () => {
    expect(started()[2]).to.deep.include({ cwd: undefined, env: process.env, detached: false });
    expect(started({ options: { cwd: null, env: null, startNewSession: false } })[2]).to.deep.include({
      ...{ cwd: undefined, env: process.env, detached: false },
    });
    const told = { cwd: '/tmp', env: { A: 'b' } };
    expect(started({ options: { ...told, startNewSession: true } })[2]).to.deep.include({ ...told, detached: true });
    expect(() => starting({ options: { preexec: 1 } }).next()).to.throw(
      TypeError,
      "unexpected keyword argument 'preexec'",
    );
  });

  it('has the streams that it is told to', () => {
    expect(stdio(PIPE, DEVNULL, null)).to.deep.equal(['pipe', 'ignore', 'inherit']);
    expect(stdio(undefined, 0, { fileno: () => 6 })).to.deep.equal(['inherit', 0, 6]);
    for (const odd of [-4, { fileno: () => -1 }]) {
      expect(() => starting({ streams: [odd, PIPE, PIPE] }).next()).to.throw(ValueError, 'not a file descriptor: -');
    }
  });

  it('survives what node says of it later', () => {
    started();
    child.emit('error', new Error('it could not be killed'));
  });

  describe('with both outputs in one', () => {
    let folder = '';
    const joined = (args: readonly string[], options: object = {}): NonNullable<typeof asked> =>
      started({ args, streams: [PIPE, PIPE, STDOUT], options: options as Readonly<Record<string, unknown>> });
    const refused = (program: string, options: object): unknown => {
      try {
        joined([program], options);
      } catch (error) {
        return error;
      }
      return 'nothing';
    };
    const file = (name: string, mode: number): void => {
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), mode);
    };

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'children-'));
      mkdirSync(join(folder, 'empty'));
      mkdirSync(join(folder, 'bin'));
      mkdirSync(join(folder, 'bin', 'folder'));
      file('bin/good', 0o755);
      file('bin/plain', 0o644);
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    it('is started by a shell that joins them', () => {
      const [program, args, { stdio: streams }] = joined([join(folder, 'bin', 'good'), 'a b', 'c']);
      expect(program).to.equal('/bin/sh');
      expect(args).to.deep.equal(['-c', 'exec "$@" 2>&1', 'sh', join(folder, 'bin', 'good'), 'a b', 'c']);
      expect(streams).to.deep.equal(['pipe', 'pipe', 'ignore']);
    });

    it('is looked for where its variables say', () => {
      const path = (...names: readonly string[]): object => ({
        env: { PATH: names.map((name) => join(folder, name)).join(delimiter) },
      });
      for (const names of [['bin'], ['empty', 'bin'], ['bin', 'empty'], ['none', 'bin']]) {
        expect(joined(['good'], path(...names))[1].at(-1)).to.equal('good');
      }
      const missing = refused('good', path('empty'));
      expect(missing).to.be.instanceOf(FileNotFoundError);
      expect((missing as Error).message).to.equal("[Errno 2] No such file or directory: 'good'");
      expect(refused('good', { env: {} })).to.be.instanceOf(FileNotFoundError);
      expect(refused('folder', path('bin'))).to.be.instanceOf(FileNotFoundError);
      // Where nothing is said, where ours say.
      const before = process.env['PATH'];
      try {
        process.env['PATH'] = join(folder, 'bin');
        expect(joined(['good'])[1].at(-1)).to.equal('good');
        expect(joined(['good'], { env: {} })[1].at(-1)).to.equal('good');
        expect(refused('good', path('empty'))).to.be.instanceOf(FileNotFoundError);
      } finally {
        process.env['PATH'] = before;
      }
    });

    it('is one that may be run', () => {
      const env = { PATH: [join(folder, 'bin'), join(folder, 'empty')].join(delimiter) };
      expect(refused('plain', { env })).to.be.instanceOf(PermissionError);
      expect(refused(join(folder, 'bin', 'plain'), {})).to.be.instanceOf(PermissionError);
    });

    it('is looked for from its own folder', () => {
      expect(joined(['./good'], { cwd: join(folder, 'bin') })[1].at(-1)).to.equal('./good');
      expect(refused('./good', { cwd: join(folder, 'empty') })).to.be.instanceOf(FileNotFoundError);
      const none = refused('/bin/sh', { cwd: join(folder, 'none') });
      expect(none).to.be.instanceOf(FileNotFoundError);
      expect((none as Error).message).to.include(join(folder, 'none'));
    });
  });

  it('fails with what the system says at once, or with what node refuses', () => {
    refusal = Object.assign(new Error('too many'), { code: 'EAGAIN', errno: -11 });
    expect(() => starting({}).next())
      .to.throw(OSError)
      .with.property('code', 'EAGAIN');
    refusal = new TypeError('a text is wanted');
    expect(() => starting({}).next()).to.throw(refusal);
  });

  it('fails with what node says later, and its streams are closed', () => {
    child.pid = undefined;
    const failing = starting({});
    expect(failing.next().done).to.equal(false);
    child.emit('error', Object.assign(new Error('not there'), { code: 'ENOENT' }));
    child.emit('error', Object.assign(new Error('not yours'), { code: 'EACCES' }));
    expect(child.destroyed).to.deep.equal([]);
    loop.run();
    expect(() => failing.next()).to.throw(FileNotFoundError, 'not there');
    expect(child.destroyed).to.deep.equal(['stdin', 'stdout']);
  });
});
