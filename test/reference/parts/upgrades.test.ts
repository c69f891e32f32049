/** start_tls() and the options of children: what is refused, what is asked of the loop, and in which order. */
import { expect } from 'chai';
import { startTls } from '../../../reference/network/start-tls';
import { subprocessExec, subprocessShell } from '../../../reference/network/subprocess';
import { CancelledError, NotImplementedError, ValueError, type Coroutine } from '../../../spec';
import { ManualLoop } from '../manual-loop';

describe('start_tls()', () => {
  let loop: ManualLoop;
  let trace: unknown[];
  const note = (name: string) => (): void => {
    trace.push(name);
  };
  const layer = { transport: 'the transport of TLS', connectionMade: note('begin') };
  const transport = {
    _startTlsCompatible: true,
    pauseReading: note('pause'),
    resumeReading: note('resume'),
    close: note('close'),
    setProtocol: (given: unknown) => trace.push(['protocol', given === layer]),
  };
  const starting = (options: object = {}, over: object = transport, context: unknown = 'context'): Coroutine =>
    startTls(loop as never, over as never, 'app' as never, context as never, options);
  let waiter: { setResult(value: unknown): void };

  beforeEach(() => {
    trace = [];
    loop = Object.assign(new ManualLoop(), {
      _makeSslProtocol: (app: unknown, context: unknown, given: typeof waiter, options: object) => {
        trace.push(['make', app, context, options]);
        waiter = given;
        return layer;
      },
    });
  });

  it('puts TLS in between before anything is read', () => {
    const upgrade = starting({ serverSide: true, serverHostname: 'a' });
    expect(upgrade.next().done).to.equal(false);
    const [[, app, context, options]] = trace as unknown as readonly [readonly unknown[]];
    expect([app, context]).to.deep.equal(['app', 'context']);
    expect(options).to.deep.include({ serverSide: true, serverHostname: 'a', callConnectionMade: false });
    expect(options).to.have.property('context').that.is.an('object');
    expect(trace.slice(1)).to.deep.equal(['pause', ['protocol', true]]);
    for (const schedule of loop.schedules) expect(schedule).to.have.property('context');
    loop.run();
    expect(trace.slice(3)).to.deep.equal(['begin', 'resume']);
    waiter.setResult(null);
    expect(upgrade.next()).to.deep.equal({ done: true, value: 'the transport of TLS' });
  });

  it('takes no absent context for a default one', () => {
    starting({}, transport, null).next();
    expect((trace[0] as readonly unknown[])[2]).to.equal(undefined);
  });

  it('closes the connection when it is given up, and begins no more', () => {
    const upgrade = starting();
    upgrade.next();
    expect(() => upgrade.throw(new CancelledError())).to.throw(CancelledError);
    loop.run();
    expect(trace.slice(3)).to.deep.equal(['close']);
  });

  it('is refused where it cannot be', () => {
    expect(() => starting({ sock: 1 }).next()).to.throw(
      TypeError,
      "start_tls() got an unexpected keyword argument 'sock'",
    );
    for (const odd of [false, undefined]) {
      expect(() => starting({}, { _startTlsCompatible: odd }).next()).to.throw(
        TypeError,
        'is not supported by start_tls()',
      );
    }
    Object.assign(loop, { _makeSslProtocol: undefined });
    expect(() => starting().next()).to.throw(NotImplementedError, 'start_tls() is not implemented');
    expect(trace).to.deep.equal([]);
  });
});

describe('the options of a child', () => {
  let asked: readonly unknown[];
  const loop = {
    *_makeSubprocessTransport(...given: readonly unknown[]): Coroutine {
      asked = given;
      return yield* (function* (): Coroutine {
        return 'the transport';
      })();
    },
  } as never;
  const factory = (): never => 'the protocol' as never;
  const exec = (options?: object): unknown => subprocessExec(loop, factory, ['a', 'b'], options as never).next().value;
  const shell = (options?: object, command: unknown = 'a b'): unknown =>
    subprocessShell(loop, factory, command as never, options as never).next().value;

  it('are handed on, with pipes where nothing is said', () => {
    expect(exec()).to.deep.equal(['the transport', 'the protocol']);
    expect(asked).to.deep.equal(['the protocol', ['a', 'b'], false, -1, -1, -1, 0, {}]);
    expect(shell({ stdin: null, stdout: 5, stderr: -2, cwd: '/' })).to.deep.equal(['the transport', 'the protocol']);
    expect(asked).to.deep.equal(['the protocol', 'a b', true, null, 5, -2, 0, { cwd: '/' }]);
    shell({}, new Uint8Array(1));
    expect(asked[1]).to.deep.equal(new Uint8Array(1));
    const usual = { universalNewlines: false, bufsize: 0, text: false, encoding: null, errors: null };
    exec({ ...usual, shell: false });
    expect(asked.at(-1)).to.deep.equal({});
    shell({ ...usual, shell: true });
    expect(asked.at(-1)).to.deep.equal({});
  });

  it('are refused where the streams would carry anything but bytes', () => {
    for (const [options, words] of [
      [{ universalNewlines: true }, 'universal_newlines must be False'],
      [{ bufsize: 1 }, 'bufsize must be 0'],
      [{ text: true }, 'text must be False'],
      [{ encoding: 'utf8' }, 'encoding must be None'],
      [{ errors: 'strict' }, 'errors must be None'],
    ] as const) {
      expect(() => exec(options)).to.throw(ValueError, words);
      expect(() => shell(options)).to.throw(ValueError, words);
    }
    expect(() => exec({ shell: true })).to.throw(ValueError, 'shell must be False');
    expect(() => shell({ shell: false })).to.throw(ValueError, 'shell must be True');
    for (const odd of [['a'], 5, null]) expect(() => shell({}, odd)).to.throw(ValueError, 'cmd must be a string');
  });
});
