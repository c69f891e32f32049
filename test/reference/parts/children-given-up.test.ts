/** A child that is started and given up before its protocol is connected, and the pipes of a child. */
import { expect } from 'chai';
import childProcess, { type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { processTransport } from '../../../reference/node/process-transport';
import { CancelledError, type SubprocessProtocol, type SubprocessTransport, type WriteTransport } from '../../../spec';
import { ManualLoop } from '../manual-loop';

const PIPE = -1;

class Child extends EventEmitter {
  readonly pid = 4242;
  readonly exitCode = null;
  readonly signalCode = null;
  readonly stdin = Object.assign(new EventEmitter(), {
    writableLength: 0,
    end: (): void => {},
    destroy: (): void => {},
  });
  readonly stdout = null;
  readonly stderr = null;
}

describe('a child that begins', () => {
  const own = { spawn: childProcess.spawn, kill: process.kill };
  let loop: ManualLoop;
  let trace: unknown[];
  let child: Child;
  const protocol = {
    connectionMade: () => trace.push('made'),
    connectionLost: () => trace.push('lost'),
    processExited: () => trace.push('exited'),
    pipeConnectionLost: (fd: number) => trace.push(['pipe lost', fd]),
  } as unknown as SubprocessProtocol;

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    child = new Child();
    childProcess.spawn = (() => child as unknown as ChildProcess) as unknown as typeof own.spawn;
    process.kill = (pid, signal) => {
      trace.push(['kill', pid, signal]);
      return true;
    };
  });
  afterEach(() => {
    childProcess.spawn = own.spawn;
    process.kill = own.kill;
  });
  const starting = (): ReturnType<typeof processTransport> =>
    processTransport(loop.asLoop, protocol, {
      ...{ args: ['program'], shell: false, streams: [PIPE, PIPE, PIPE], options: {} },
    });

  it('is waited for when it is given up, so that none is left', () => {
    const coroutine = starting();
    expect(coroutine.next().done).to.equal(false);
    expect(coroutine.throw(new CancelledError()).done, 'it has not exited').to.equal(false);
    expect(trace).to.deep.equal([['kill', 4242, constants.signals.SIGKILL]]);
    child.emit('exit', null, 'SIGKILL');
    loop.run();
    expect(() => coroutine.next()).to.throw(CancelledError);
    expect(trace).to.include('exited');
  });

  it('has pipes of one direction, whose end is the end of all', () => {
    const coroutine = starting();
    coroutine.next();
    loop.run();
    const { done, value } = coroutine.next();
    expect([done, trace]).to.deep.equal([true, ['made']]);
    const stdin = (value as SubprocessTransport).getPipeTransport(0) as WriteTransport;
    expect(stdin.getExtraInfo('socket'), 'there are no facts of a socket').to.equal(null);
    stdin.writeEof();
    loop.run();
    expect(trace).to.deep.equal(['made', ['pipe lost', 0]]);
  });
});
