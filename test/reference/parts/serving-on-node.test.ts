/** What a server of NodeEventLoop makes of connections, and what of the socket that it was given. */
import { expect } from 'chai';
import { ListeningSocket } from '../../../reference/node/listening-socket';
import { Serving } from '../../../reference/node/serving';
import { copyContext } from '../../../reference/python/context';
import { KeyboardInterrupt, OSError, type Context, type Coroutine, type TransportSocket } from '../../../spec';
import { listeningServers, type Arrived } from '../listening-servers';
import { ManualLoop, type ManualFuture } from '../manual-loop';

const fault = new TypeError('it is broken');
const MESSAGE = 'Error on transport creation for incoming connection';

interface Options {
  readonly context?: Context;
}

class Loop extends ManualLoop {
  readonly tasks: (readonly [Coroutine, Options])[] = [];
  readonly transports: (readonly [transport: { closed: boolean }, waiter: ManualFuture, options: Options])[] = [];
  /** What making a transport fails with. */
  refusal: unknown = null;

  createTask(coroutine: Coroutine, options: Options): void {
    this.tasks.push([coroutine, options]);
  }
  _makeSocketTransport(_sock: unknown, _protocol: unknown, waiter: ManualFuture, options: Options): object {
    if (this.refusal !== null) throw this.refusal as Error;
    const transport = { closed: false, close: () => (transport.closed = true) };
    this.transports.push([transport, waiter, options]);
    return transport;
  }
}

describe('serving on node', () => {
  const { trace, servers, last } = listeningServers();
  let loop: Loop;
  let serving: Serving;
  const protocol = { itself: true };
  const given = {
    fileno: () => 5,
    getsockname: () => ['10.0.0.1', 80],
    detach: () => trace.push('detach'),
    close: () => trace.push('close'),
  } as never;

  beforeEach(() => {
    loop = new Loop();
    serving = new Serving(loop.asLoop);
  });

  const serve = (factory: () => unknown = () => protocol, ...options: readonly [Options?]): void => {
    serving.start(factory as never, given, null, {} as never, 7, null, null, ...(options as readonly []));
  };
  /** The first step of what is done with a connection. */
  const accepting = (factory?: () => unknown): readonly [Arrived, Coroutine] => {
    serve(factory);
    const connection = last().arriving();
    loop.run();
    return [connection, loop.tasks.at(-1)?.[0] as Coroutine];
  };

  it('takes over the descriptor of a socket that is given, as it is to listen', () => {
    serve();
    expect(servers.map(({ options }) => options)).to.deep.equal([
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive: false },
    ]);
    expect(trace).to.deep.equal([['listen', { fd: 5 }, 7]]);
  });

  it('leaves the descriptor of a socket to node, and closes one that never listened', () => {
    serve();
    trace.length = 0;
    serving.stop(given);
    expect(trace).to.deep.equal(['server closes', 'detach', 'close']);
    trace.length = 0;
    serving.stop(given);
    expect(trace, 'node never had it').to.deep.equal(['close']);
    const own = new ListeningSocket(2, 6, { backlog: 1, keepAlive: false });
    trace.length = 0;
    serving.start((() => protocol) as never, own, null, {} as never, 7, null, null);
    expect(trace, 'it listens already').to.deep.equal([]);
    serving.stop(own);
    expect(trace).to.include('server closes');
  });

  it('serves a socket that it is given twice for the newer server', () => {
    let served = '';
    for (const name of ['older', 'newer']) serve(() => (served = name));
    expect(servers).to.have.length(1);
    last().arriving();
    loop.run();
    loop.tasks[0]?.[0].next();
    expect([served, loop.tasks.length]).to.deep.equal(['newer', 1]);
  });

  it('has a task for each connection, in an iteration, with a context of its own', () => {
    const context = copyContext();
    serve(undefined, { context });
    last().arriving();
    last().arriving();
    expect([loop.tasks.length, loop.waiting]).to.deep.equal([0, 2]);
    loop.run();
    const contexts = loop.tasks.map(([, options]) => options.context);
    expect(new Set([context, ...contexts]).size).to.equal(3);
    for (const [coroutine] of loop.tasks) coroutine.next();
    expect(loop.transports.map(([, , options]) => options.context)).to.deep.equal(contexts);
  });

  it('needs no context', () => {
    const [, coroutine] = accepting();
    expect(loop.tasks[0]?.[1]).to.deep.equal({});
    expect(coroutine.next().done).to.equal(false);
    expect(loop.transports[0]?.[2]).not.to.have.property('context');
  });

  it('drops what arrived and was not looked at before it stopped', () => {
    serve();
    const connection = last().arriving();
    serving.stop(given);
    loop.run();
    expect([connection.destroyed, loop.tasks.length]).to.deep.equal([true, 0]);
  });

  it('tells why a connection could not be accepted, each time, and goes on', () => {
    serve();
    for (const code of ['EMFILE', 'EMFILE', 'ENOBUFS']) {
      last().emit('error', Object.assign(new Error('no means'), { code }));
      expect([loop.reports.length, loop.waiting], 'in an iteration').to.deep.equal([0, 1]);
      loop.run();
      const { message, exception, socket } = loop.reports.pop() ?? {};
      expect(message).to.equal('Accept failed on a socket');
      expect(exception).to.be.instanceOf(OSError).with.property('code', code);
      expect((socket as TransportSocket).getsockname()).to.deep.equal(['10.0.0.1', 80]);
    }
    last().arriving();
    loop.run();
    expect(loop.tasks).to.have.length(1);
  });

  it('tells of failures in debug mode, with what there was by then', () => {
    const failing = (factory: () => unknown, refusal: unknown = null): readonly [Arrived, unknown] => {
      loop = new Loop();
      loop.debug = true;
      loop.refusal = refusal;
      serving = new Serving(loop.asLoop);
      const [connection, coroutine] = accepting(factory);
      if (coroutine.next().done !== true) {
        loop.transports[0]?.[1].setException(fault);
        expect(coroutine.next().done).to.equal(true);
      }
      return [connection, loop.reports];
    };
    const [none, alone] = failing(() => {
      throw fault;
    });
    expect(alone).to.deep.equal([{ message: MESSAGE, exception: fault }]);
    const [made, withProtocol] = failing(() => protocol, fault);
    expect(withProtocol).to.deep.equal([{ message: MESSAGE, exception: fault, protocol }]);
    expect([none.destroyed, made.destroyed], 'nobody else will').to.deep.equal([true, true]);
    const [begun, withBoth] = failing(() => protocol);
    const transport = loop.transports[0]?.[0];
    expect(withBoth).to.deep.equal([{ message: MESSAGE, exception: fault, protocol, transport }]);
    expect(transport?.closed).to.equal(true);
    expect(begun.destroyed, 'its transport has last words').to.equal(false);
  });

  it('says nothing of failures otherwise, and lets requests to exit pass', () => {
    const [, failing] = accepting(() => {
      throw fault;
    });
    expect([failing.next().done, loop.reports]).to.deep.equal([true, []]);
    const request = new KeyboardInterrupt();
    serving.stop(given);
    const [connection, exiting] = accepting(() => {
      throw request;
    });
    expect(() => exiting.next()).to.throw(request);
    expect(connection.destroyed).to.equal(true);
  });
});
