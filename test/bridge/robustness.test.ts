/** What the bridge withstands: messages that are dropped, interruptions, patches, its own errors; and what it tells of errors. */
import { expect } from 'chai';
import type { Coroutine, Subject } from '../../spec';
import { ValueError } from '../../spec/contract/errors';
import { begin, closeAll, LOOPS, needsPython, openLoop, problem } from './support';

const asyncio = { module: 'asyncio' };

function exec(subject: Subject, source: string, bindings: Readonly<Record<string, unknown>> = {}): unknown {
  return subject.python?.exec(source, bindings);
}

describe('bridge: robustness', function () {
  needsPython(this);
  afterEach(closeAll);

  it('asks what a class is, whatever became of the message that named it first', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    await begin(subject);
    const odd = exec(
      subject,
      `
      from loopcert_bridge.host import LINE
      class Odd:
          def number(self): return 7
      odd = Odd()
      LINE.encode(odd)
      return odd`,
    );
    expect((odd as { number(): number }).number()).to.equal(7);
  });

  it('goes on after a signal handler interrupted a call into TypeScript', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    await begin(subject);
    const busy = (): string => {
      for (const until = performance.now() + 150; performance.now() < until;);
      return 'nobody waits for it';
    };
    const source = `
      def interrupt(*_): raise TimeoutError('interrupted')
      signal.signal(signal.SIGALRM, interrupt)
      signal.setitimer(signal.ITIMER_REAL, 0.03)
      try:
          return busy()
      except TimeoutError as error:
          return str(error)`;
    expect(exec(subject, source, { busy })).to.equal('interrupted');
    expect([exec(subject, 'return 1 + 1'), exec(subject, 'return f()', { f: () => 'answer' })]).to.deep.equal([
      2,
      'answer',
    ]);
    expect(subject.takeFault?.()).to.equal(undefined);
  });

  const faults = [
    ['of Python', 'import loopcert_bridge.service as s\ns.Service.do_repr = {}.__getitem__\n', /TypeError: unhashable/],
    [
      'of TypeScript',
      'from loopcert_bridge.host import LINE\nLINE.ask({"op": "juggle", "i": f._host_id})\n',
      /asked for juggle/,
    ],
  ] as const;
  for (const [side, source, message] of faults) {
    it(`tells an error of its own ${side} from one of the loop, and replaces the interpreter`, async () => {
      const subject = await openLoop('SelectorEventLoop', asyncio);
      const loop = await begin(subject);
      const { pid } = subject;
      const error = await problem(() => {
        exec(subject, source, { f: () => {} });
        String(loop);
      });
      expect([error.name, subject.takeFault?.()?.name]).to.deep.equal(['BridgeFault', 'BridgeFault']);
      expect(error.message).to.match(message);
      expect((await begin(subject)).isClosed()).to.equal(false);
      expect(subject.pid).not.to.equal(pid);
    });
  }

  it('stands on what it took from the interpreter before a factory patched it', async () => {
    const subject = await openLoop('loop', { module: 'patching' });
    const loop = await begin(subject);
    const result = loop.runUntilComplete(
      (function* (): Coroutine<string> {
        yield* [];
        return `${Buffer.from(exec(subject, 'return b"bytes"') as Uint8Array).toString()} and more`;
      })(),
    );
    expect(await result).to.equal('bytes and more');
    expect((await problem(() => exec(subject, 'raise ValueError("bad")'))).name).to.equal('ValueError');
    loop.close();
  });

  it('lets an error go, and the task that it speaks of, once nobody holds them', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    const loop = await begin(subject);
    const source = `
      global reference
      async def fail():
          error = ValueError('on purpose')
          error.task = asyncio.current_task()
          raise error
      task = loop.create_task(fail())
      reference = weakref.ref(task)
      return task`;
    // No closure, which might hold the task for longer than its name is in reach.
    await loop.runUntilComplete(exec(subject, source, { loop }) as never).catch(() => {});
    await subject.collectGarbage?.();
    expect(exec(subject, 'return reference() is None')).to.equal(true);
  });

  it('keeps what finalizers of the same garbage still name, errors and functions', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    const loop = await begin(subject);
    const seen: unknown[] = [];
    const errors = [new ValueError('one'), new ValueError('two')];
    const source = `
      class Failed:
          def __init__(self, error):
              self.error, self.told = error, told
              self.itself = self
          def __del__(self):
              self.told(self.error)
      for error in errors:
          Failed(error)
      del error`;
    // Made within one call, so that nothing but the garbage holds them.
    exec(subject, 'globals()["told"] = told', { told: (error: unknown) => seen.push(error) });
    exec(subject, source, { errors });
    exec(subject, 'del globals()["told"]');
    await subject.collectGarbage?.();
    expect(subject.takeFault?.()?.message).to.equal(undefined);
    expect(new Set(seen)).to.deep.equal(new Set(errors));
    expect(seen.every((error) => errors.includes(error as never))).to.equal(true);
    loop.close();
  });

  it('passes options as keywords to a method that a proxy of Python fetches from what it stands for', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    await begin(subject);
    const proxy = exec(
      subject,
      `
      class Transport:
          def set_write_buffer_limits(self, high=None, low=None):
              return [high, low]
      class Proxy:
          original = Transport()
          def __getattr__(self, name):
              return getattr(self.original, name)
      return Proxy()`,
    ) as { setWriteBufferLimits(limits: object): unknown };
    expect(proxy.setWriteBufferLimits({ high: 7 })).to.deep.equal([7, null]);
  });

  it('makes further loops by the factory, in the test and in other interpreters', async () => {
    const subject = await openLoop('printing', { args: { lines: '0' } });
    await begin(subject);
    const here = 'loop = new_loop()\ntry:\n    return type(loop).__name__\nfinally:\n    loop.close()';
    expect(exec(subject, here)).to.equal('Misbehaving');
    const elsewhere = `
      import subprocess
      source = new_loop_source + 'loop = new_loop(); print(type(loop).__name__, loop.get_debug()); loop.close()'
      return subprocess.run([sys.executable, '-X', 'dev', '-c', source], stdout=subprocess.PIPE, check=True).stdout.decode()`;
    expect(exec(subject, elsewhere)).to.equal('Misbehaving True\n');
  });

  it('tells where in Python an error came from', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    const loop = await begin(subject);
    loop.close();
    const error = await problem(() => loop.callSoon(() => {}));
    const { pythonTraceback } = error as { readonly pythonTraceback?: string };
    expect(pythonTraceback).to.match(/base_events\.py", line \d+, in _check_closed\n {2}raise RuntimeError/);
    expect(pythonTraceback).not.to.contain('loopcert_bridge');
  });

  it('tells what threads and tasks do when it is asked', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    const loop = await begin(subject);
    const waiting = loop.createTask(
      exec(subject, 'async def stuck():\n    await loop.create_future()\nreturn stuck()', { loop }) as never,
    );
    const running = loop.runForever();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stacks = subject.stacks?.() ?? '';
    loop.callSoonThreadsafe(() => {
      loop.stop();
    });
    await running;
    waiting.cancel();
    expect(stacks).to.match(/thread MainThread\n[^]*in _run_once/);
    expect(stacks).to.match(/task <Task pending[^\n]*stuck[^\n]*\n {2}File "<test>", line \d+, in stuck/);
  });

  it('names objects of ours that Python speaks of', async () => {
    const subject = await openLoop('SelectorEventLoop', asyncio);
    await begin(subject);
    const generator = (function* () {
      yield 1;
    })();
    expect((await problem(() => exec(subject, 'raise ValueError(x)', { x: generator }))).message).to.equal('generator');
    function report(): void {}
    expect(exec(subject, 'return repr(f)', { f: report })).to.equal('<TypeScript function report>');
  });

  it('passes a dict of text to a child process as it is', async () => {
    const subject = await openLoop('SelectorEventLoop', { ...asyncio, pythonPath: [LOOPS] });
    const loop = await begin(subject);
    const received: string[] = [];
    const ended = loop.createFuture<null>();
    const protocol = {
      connectionMade: () => {},
      pipeDataReceived: (_fd: number, data: Uint8Array) => received.push(Buffer.from(data).toString()),
      pipeConnectionLost: () => {},
      processExited: () => {},
      connectionLost: () => {
        ended.setResult(null);
      },
    };
    await loop.runUntilComplete(
      (function* (): Coroutine<void> {
        yield* loop.subprocessExec(() => protocol as never, ['/bin/sh', '-c', 'echo "$someName"'], {
          env: { someName: 'as it is' },
        });
        yield* ended;
      })(),
    );
    expect(received.join('')).to.equal('as it is\n');
    loop.close();
  });
});
