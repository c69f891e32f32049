/** A child process as a transport, over a child that says what a test has node say. */
import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { ProcessTransport } from '../../../reference/node/process-transport';
import { PermissionError, ProcessLookupError, type BaseTransport, type SubprocessProtocol } from '../../../spec';
import { ManualLoop } from '../manual-loop';

const { SIGTERM, SIGKILL, SIGINT } = constants.signals;

/** One end of a pipe, as node has it. */
class Pipe extends EventEmitter {
  takes = true;
  writableLength = 0;
  destroyed = false;
  #written: (() => void)[] = [];
  pause(): void {}
  resume(): void {}
  end(): void {}
  destroy(): void {
    this.destroyed = true;
  }
  write(piece: Uint8Array, written: () => void): void {
    this.#written.push(written);
    if (!this.takes) this.writableLength = piece.length;
  }
  flush(): void {
    this.writableLength = 0;
    for (const written of this.#written.splice(0)) written();
  }
}

class Child extends EventEmitter {
  pid: number | undefined = 4242;
  exitCode: number | null = null;
  signalCode: string | null = null;
  stdin: Pipe | null = new Pipe();
  stdout: Pipe | null = new Pipe();
  stderr: Pipe | null = null;
  stdio: unknown[] = [1];
}

describe('the transport of a child', () => {
  const own = process.kill;
  let loop: ManualLoop;
  let trace: unknown[];
  let child: Child;
  let stdin: Pipe;
  let stdout: Pipe;
  let transport: ProcessTransport;
  let refusal: string | null;

  const protocol = (name = ''): SubprocessProtocol => ({
    connectionMade: () => trace.push(`${name}made`),
    connectionLost: (error: unknown) => trace.push([`${name}lost`, error]),
    processExited: () => trace.push([`${name}exited`, transport.getReturncode()]),
    pipeDataReceived: (fd: number, data: Uint8Array) => trace.push([`${name}data`, fd, ...data]),
    pipeConnectionLost: (fd: number, error: unknown) =>
      trace.push([`${name}pipe lost`, fd, error === null ? null : (error as Error).name]),
    pauseWriting: () => trace.push(`${name}pause`),
    resumeWriting: () => trace.push(`${name}resume`),
  });
  const waiter = { done: () => false, setResult: () => trace.push('ready') };
  const start = (): void => {
    child = new Child();
    [stdin, stdout] = [child.stdin as Pipe, child.stdout as Pipe];
    transport = new ProcessTransport(loop.asLoop, protocol(), child as unknown as ChildProcess, waiter as never);
  };
  const open = (): void => {
    start();
    loop.run();
    trace.length = 0;
  };
  const seen = (action: () => void = (): void => {}): readonly unknown[] => {
    action();
    loop.run();
    return trace.splice(0);
  };
  const exits = (code: number | null, signal: string | null = null): void => {
    child.exitCode = code;
    child.signalCode = signal;
    child.emit('exit', code, signal);
  };

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    refusal = null;
    process.kill = (pid, signal) => {
      if (refusal !== null) throw Object.assign(new Error(refusal), { code: refusal });
      trace.push(['kill', pid, signal]);
      return true;
    };
  });
  afterEach(() => {
    process.kill = own;
  });

  it('begins with the protocol, then tells what came meanwhile, then who waits', () => {
    start();
    exits(0);
    expect(seen()).to.deep.equal(['made', 'ready', ['exited', 0], ['pipe lost', 0, null]]);
  });

  it('tells in order what came before the protocol was connected', () => {
    start();
    transport._tell(() => trace.push('early'));
    transport._tell(() => trace.push('earlier than late'));
    expect(trace).to.deep.equal([]);
    expect(seen()).to.deep.equal(['made', 'ready', 'early', 'earlier than late']);
    transport._tell(() => trace.push('late'));
    expect(trace, 'in an iteration').to.deep.equal([]);
    expect(seen()).to.deep.equal(['late']);
  });

  it('has a number, pipes and no code yet', () => {
    open();
    expect([transport.getPid(), transport.getReturncode(), transport.isClosing()]).to.deep.equal([4242, null, false]);
    expect(transport.getExtraInfo('subprocess')).to.equal(child);
    const pipes = [0, 1, 2].map((fd) => transport.getPipeTransport(fd));
    expect(pipes.map((pipe) => pipe === null)).to.deep.equal([false, false, true]);
    expect([pipes[0], pipes[1]].map((pipe) => (pipe as BaseTransport).getExtraInfo('pipe'))).to.deep.equal([
      stdin,
      stdout,
    ]);
    expect(transport.getExtraInfo('socket')).to.equal(null);
    // Node is to leave the streams alone.
    expect([child.stdin, child.stdout, child.stderr, child.stdio]).to.deep.equal([null, null, null, []]);
    child = new Child();
    child.pid = undefined;
    const none = new ProcessTransport(loop.asLoop, protocol(), child as unknown as ChildProcess, waiter as never);
    expect(none.getPid()).to.equal(-1);
  });

  it('passes on what its pipes say, under their numbers', () => {
    open();
    stdout.emit('data', new Uint8Array([1, 2]));
    expect(seen()).to.deep.equal([['data', 1, 1, 2]]);
    const input = transport.getPipeTransport(0) as unknown as {
      write(data: Uint8Array): void;
      setWriteBufferLimits(limits: object): void;
    };
    input.setWriteBufferLimits({ high: 0 });
    stdin.takes = false;
    expect(
      seen(() => {
        input.write(new Uint8Array(1));
      }),
    ).to.deep.equal(['pause']);
    expect(
      seen(() => {
        stdin.flush();
      }),
    ).to.deep.equal(['resume']);
    stdout.emit('end');
    expect(seen()).to.deep.equal([['pipe lost', 1, null]]);
  });

  it('is over when the child has exited and the last pipe is lost', () => {
    open();
    exits(3);
    expect(seen()).to.deep.equal([
      ['exited', 3],
      ['pipe lost', 0, null],
    ]);
    expect(transport.getReturncode()).to.equal(3);
    stdout.emit('end');
    expect(seen()).to.deep.equal([
      ['pipe lost', 1, null],
      ['lost', null],
    ]);
    open();
    stdout.emit('end');
    (transport.getPipeTransport(0) as BaseTransport).close();
    expect(seen()).to.deep.equal([
      ['pipe lost', 0, null],
      ['pipe lost', 1, null],
    ]);
    expect(seen(() => exits(0))).to.deep.equal([
      ['exited', 0],
      ['lost', null],
    ]);
  });

  it('has lost what its child did not read', () => {
    open();
    stdin.takes = false;
    (transport.getPipeTransport(0) as unknown as { write(data: Uint8Array): void }).write(new Uint8Array(1));
    expect(seen(() => exits(0))).to.deep.equal([
      ['exited', 0],
      ['pipe lost', 0, 'BrokenPipeError'],
    ]);
  });

  it('has the number of the signal for a code, negative', () => {
    for (const [signal, code] of [
      ['SIGTERM', -SIGTERM],
      ['SIGKILL', -SIGKILL],
      [null, -SIGKILL],
    ] as const) {
      open();
      exits(null, signal);
      seen();
      expect(transport.getReturncode()).to.equal(code);
    }
  });

  it('says nothing when the loop is closed by then', () => {
    open();
    loop.closed = true;
    exits(0);
    expect([loop.waiting, transport.getReturncode()]).to.deep.equal([0, null]);
  });

  it('sends signals until the child has exited, which node knows first', () => {
    open();
    expect(
      seen(() => {
        transport.sendSignal(SIGINT);
        transport.terminate();
        transport.kill();
      }),
    ).to.deep.equal([
      ['kill', 4242, SIGINT],
      ['kill', 4242, SIGTERM],
      ['kill', 4242, SIGKILL],
    ]);
    for (const [code, signal] of [[0, null] as const, [null, 'SIGTERM'] as const]) {
      open();
      Object.assign(child, { exitCode: code, signalCode: signal });
      expect(
        seen(() => transport.kill()),
        'the number may be another`s',
      ).to.deep.equal([]);
    }
    open();
    exits(0);
    child.exitCode = null;
    seen();
    expect(seen(() => transport.kill())).to.deep.equal([]);
    stdout.emit('end');
    seen();
    expect(() => {
      transport.kill();
    }).to.throw(ProcessLookupError);
  });

  it('knows that the child may be gone meanwhile, and raises any other refusal', () => {
    open();
    refusal = 'ESRCH';
    transport.kill();
    refusal = 'EPERM';
    expect(() => {
      transport.kill();
    }).to.throw(PermissionError);
  });

  it('closes its pipes and kills its child, once', () => {
    open();
    expect(seen(() => transport.close())).to.deep.equal([
      ['kill', 4242, SIGKILL],
      ['pipe lost', 0, null],
      ['pipe lost', 1, null],
    ]);
    expect([transport.isClosing(), stdin.destroyed, stdout.destroyed]).to.deep.equal([true, true, true]);
    expect(seen(() => transport.close())).to.deep.equal([]);
    expect(seen(() => exits(null, 'SIGKILL'))).to.deep.equal([
      ['exited', -SIGKILL],
      ['lost', null],
    ]);
    open();
    exits(0);
    expect(
      seen(() => {
        transport.close();
      }).flat(),
    ).not.to.include('kill');
  });

  it('is waited for by as many as like to', () => {
    open();
    const waiting = [transport._wait(), transport._wait()];
    expect(waiting.map((one) => one.next().done)).to.deep.equal([false, false]);
    exits(5);
    loop.run();
    expect(waiting.map((one) => one.next())).to.deep.equal([5, 5].map((value) => ({ done: true, value })));
    expect(transport._wait().next()).to.deep.equal({ done: true, value: 5 });
  });

  it('tells the protocol that it has by then', () => {
    open();
    const other = protocol('other ');
    transport.setProtocol(other);
    expect(transport.getProtocol()).to.equal(other);
    expect(seen(() => exits(0))[0]).to.deep.equal(['other exited', 0]);
  });
});
