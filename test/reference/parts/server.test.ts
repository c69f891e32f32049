/** A server by itself: when it listens, when it is over, and what becomes of its connections. */
import { expect } from 'chai';
import { Server } from '../../../reference/network/server';
import { CancelledError, RuntimeError, type Coroutine, type Transport } from '../../../spec';
import { ManualLoop } from '../manual-loop';

describe('a server', () => {
  let trace: unknown[];
  let loop: ManualLoop;
  let server: Server;
  const sock = (name: string): never =>
    ({ name, fileno: () => 5, listen: (backlog: number) => trace.push([name, 'listen', backlog]) }) as never;
  const client = (name: string): Transport =>
    ({ close: () => trace.push(`${name} close`), abort: () => trace.push(`${name} abort`) }) as unknown as Transport;
  const nameOf = (value: unknown): unknown => (value as { readonly name: string }).name;
  /** Whether it is over after one more step. */
  const step = (coroutine: Coroutine): boolean => coroutine.next().done === true;
  const seen = (action: () => unknown): readonly unknown[] => {
    const before = trace.length;
    action();
    return trace.slice(before);
  };

  const factory = (): never => ({}) as never;
  const plan = { factory, sslContext: 'tls', backlog: 7, sslHandshakeTimeout: 1, sslShutdownTimeout: 2 };

  beforeEach(() => {
    trace = [];
    loop = Object.assign(new ManualLoop(), {
      _startServing: (...given: readonly unknown[]) =>
        trace.push([
          'start',
          given[0] === factory,
          nameOf(given[1]),
          given[2],
          given[3] === server,
          ...given.slice(4, 7),
        ]),
      _stopServing: (stopped: unknown) => trace.push(['stop', nameOf(stopped)]),
    });
    server = new Server(loop.asLoop, [sock('a'), sock('b')], plan);
  });

  it('shows its sockets and its loop', () => {
    expect(server.getLoop()).to.equal(loop);
    expect(server.sockets.map((view) => view.fileno())).to.deep.equal([5, 5]);
    server.close();
    expect(server.sockets).to.deep.equal([]);
  });

  it('begins to serve once', () => {
    expect(server.isServing()).to.equal(false);
    const starting = server.startServing();
    expect(seen(() => expect(step(starting)).to.equal(false))).to.deep.equal([
      ['a', 'listen', 7],
      ['start', true, 'a', 'tls', true, 7, 1, 2],
      ['b', 'listen', 7],
      ['start', true, 'b', 'tls', true, 7, 1, 2],
    ]);
    expect(step(starting), 'after one iteration').to.equal(true);
    expect(server.isServing()).to.equal(true);
    expect(seen(() => [...(server.startServing() as Iterable<unknown>)])).to.deep.equal([]);
  });

  it('tells its loop the context of whoever made it', () => {
    const contexts: unknown[] = [];
    Object.assign(loop, { _startServing: (...given: readonly unknown[]) => contexts.push(given[7]) });
    server._startServing();
    expect(contexts).to.have.length(2);
    expect(contexts[0]).to.have.property('context').that.is.an('object');
    expect(contexts[1]).to.deep.equal(contexts[0]);
  });

  it('stops listening once', () => {
    server._startServing();
    expect(seen(() => server.close())).to.deep.equal([
      ['stop', 'a'],
      ['stop', 'b'],
    ]);
    expect(server.isServing()).to.equal(false);
    expect(seen(() => server.close())).to.deep.equal([]);
    expect(seen(() => server._startServing())).to.deep.equal([]);
  });

  it('serves where the loop has no way to', () => {
    const bare = new Server(new ManualLoop().asLoop, [{ fileno: () => 5 } as never], plan);
    bare._startServing();
    bare.close();
    expect(bare.isServing()).to.equal(false);
  });

  it('is over when it is closed and the last connection is gone', () => {
    const [one, two] = [client('one'), client('two')];
    server._attach(one);
    server._attach(two);
    const waiting = [server.waitClosed(), server.waitClosed()];
    const over = (): readonly boolean[] => waiting.map(step);
    expect(over()).to.deep.equal([false, false]);
    server._detach(one);
    expect(over()).to.deep.equal([false, false]);
    server.close();
    expect(over()).to.deep.equal([false, false]);
    server._detach(two);
    expect(over()).to.deep.equal([true, true]);
    expect(step(server.waitClosed()), 'afterwards').to.equal(true);
  });

  it('is over at once where there are no connections, and not before it is closed', () => {
    const waiting = server.waitClosed();
    step(waiting);
    const gone = client('gone');
    server._attach(gone);
    server._detach(gone);
    expect(step(waiting)).to.equal(false);
    server.close();
    expect(step(waiting)).to.equal(true);
  });

  it('closes and aborts the connections that it has', () => {
    const [one, two] = [client('one'), client('two')];
    server._attach(one);
    server._attach(two);
    expect(seen(() => server.closeClients())).to.deep.equal(['one close', 'two close']);
    server._detach(one);
    expect(seen(() => server.abortClients())).to.deep.equal(['two abort']);
  });

  it('serves until it is cancelled, and until its connections are gone', () => {
    const one = client('one');
    const serving = server.serveForever();
    expect(step(serving)).to.equal(false);
    expect(server.isServing()).to.equal(true);
    server._attach(one);
    expect(() => step(server.serveForever())).to.throw(RuntimeError, 'already being awaited');
    const before = trace.length;
    expect(serving.throw(new CancelledError()).done).to.equal(false);
    expect(trace.slice(before)).to.deep.equal([['stop', 'a'], ['stop', 'b'], 'one close']);
    expect(step(serving)).to.equal(false);
    server._detach(one);
    expect(() => step(serving)).to.throw(CancelledError);
    expect(() => step(server.serveForever())).to.throw(RuntimeError, 'the server is closed');
  });

  it('serves no longer when it is closed', () => {
    const serving = server.serveForever();
    step(serving);
    server.close();
    expect(() => step(server.serveForever())).to.throw(RuntimeError, 'the server is closed');
    expect(() => step(serving)).to.throw(CancelledError);
  });

  it('goes on after another error of who waits, and may be waited for again', () => {
    const serving = server.serveForever();
    step(serving);
    const fault = new TypeError('it is broken');
    expect(() => serving.throw(fault)).to.throw(fault);
    expect(server.isServing()).to.equal(true);
    expect(step(server.serveForever())).to.equal(false);
  });

  it('lives as long as what is done with it', () => {
    const body = function* (given: unknown): Coroutine<string> {
      expect(given).to.equal(server);
      return yield* (function* (): Coroutine<string> {
        return 'done';
      })();
    };
    server._attach(client('one'));
    const running = server.run(body);
    expect(step(running), 'while a connection is there').to.equal(false);
    expect(server.sockets).to.deep.equal([]);
    const other = new Server(loop.asLoop, [], plan);
    expect(
      other
        .run(function* (): Coroutine<string> {
          return yield* body(server);
        })
        .next(),
    ).to.deep.equal({ done: true, value: 'done' });
  });
});
