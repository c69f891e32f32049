/** Registering again, removing, and what is left of either in the iteration under way. */
import type { Socket } from '../../spec';
import { bytes, expect, socketPair, suite, text, turns } from '../support';

export const replacingSuite = suite('fd', 'replacing and removing', (test) => {
  test('fd.replace', 'registers a reader and a writer twice', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const trace: string[] = [];
    await env.run(function* () {
      const came = loop.createFuture<null>();
      loop.addReader(a.fileno(), () => trace.push('first reader'));
      loop.addReader(a.fileno(), () => {
        trace.push(`second reader: ${text(a.recv(10))}`);
        came.setResult(null);
      });
      b.send(bytes('x'));
      yield* came;
      loop.removeReader(a.fileno());
      b.send(bytes('y'));
      yield* turns(world);
      const wrote = loop.createFuture<null>();
      loop.addWriter(a.fileno(), () => trace.push('first writer'));
      loop.addWriter(a.fileno(), () => {
        trace.push('second writer');
        loop.removeWriter(a.fileno());
        wrote.setResult(null);
      });
      yield* wrote;
      yield* turns(world);
    });
    expect(trace).to.deep.equal(['second reader: x', 'second writer']);
  });

  test('fd.replace.same_iteration', 'replaces each other where both are ready', async (world) => {
    const { loop, env } = world;
    const pairs = [socketPair(world), socketPair(world)] as const;
    const trace: string[] = [];
    const [first, second] = [pairs[0][0], pairs[1][0]];
    await env.run(function* () {
      const done = loop.createFuture<null>();
      const renew = (other: Socket): void => {
        loop.addReader(other.fileno(), () => {
          trace.push('new');
          for (const sock of [first, second]) loop.removeReader(sock.fileno());
          done.setResult(null);
        });
      };
      const old = (own: Socket, other: Socket) => (): void => {
        trace.push('old');
        loop.removeReader(own.fileno());
        renew(other);
      };
      loop.addReader(first.fileno(), old(first, second));
      loop.addReader(second.fileno(), old(second, first));
      for (const [, peer] of pairs) peer.send(bytes('x'));
      yield* done;
    });
    expect(trace).to.deep.equal(['old', 'new']);
  });

  test('fd.remove.return_value', 'removes once, and again', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      loop.addReader(a.fileno(), () => {});
      loop.addWriter(b.fileno(), () => {});
      const answers = [
        loop.removeWriter(a.fileno()),
        loop.removeReader(a.fileno()),
        loop.removeReader(a.fileno()),
        loop.removeReader(b.fileno()),
        loop.removeWriter(b.fileno()),
        loop.removeWriter(b.fileno()),
      ];
      expect(answers).to.deep.equal([false, true, false, false, true, false]);
      yield;
    });
  });

  test('fd.remove.return_value', 'removes one beside the other, and again', async (world) => {
    const { loop, env } = world;
    const [a] = socketPair(world);
    await env.run(function* () {
      loop.addReader(a.fileno(), () => {});
      loop.addWriter(a.fileno(), () => {});
      const answers = [
        loop.removeReader(a.fileno()),
        loop.removeReader(a.fileno()),
        loop.removeWriter(a.fileno()),
        loop.removeWriter(a.fileno()),
      ];
      expect(answers).to.deep.equal([true, false, true, false]);
      yield;
    });
  });

  test('fd.remove.same_iteration', 'removes both where both are ready', async (world) => {
    const { loop, env } = world;
    const pairs = [socketPair(world), socketPair(world)] as const;
    let calls = 0;
    await env.run(function* () {
      const called = loop.createFuture<null>();
      for (const [sock] of pairs) {
        loop.addReader(sock.fileno(), () => {
          calls += 1;
          for (const [each] of pairs) loop.removeReader(each.fileno());
          if (!called.done()) called.setResult(null);
        });
      }
      for (const [, peer] of pairs) peer.send(bytes('x'));
      yield* called;
      yield* turns(world);
    });
    expect(calls).to.equal(1);
  });

  test('fd.remove.same_iteration', 'reads, and takes the writer along', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    const trace: string[] = [];
    await env.run(function* () {
      const called = loop.createFuture<null>();
      const once = (name: string) => (): void => {
        trace.push(name);
        loop.removeReader(a.fileno());
        loop.removeWriter(a.fileno());
        if (!called.done()) called.setResult(null);
      };
      b.send(bytes('x'));
      loop.addReader(a.fileno(), once('reader'));
      loop.addWriter(a.fileno(), once('writer'));
      yield* called;
      yield* turns(world);
    });
    expect(trace).to.have.lengthOf(1);
  });

  test('fd.descriptor_reuse', 'gets a number again', async (world) => {
    const { asyncio, loop, env } = world;
    const trace: string[] = [];
    await env.run(function* () {
      const [a, b] = asyncio.sockets.socketpair();
      const number = a.fileno();
      loop.addReader(number, () => trace.push('old'));
      yield* turns(world);
      loop.removeReader(number);
      a.close();
      b.close();
      // The lowest free number is given first: one of the next few sockets has it.
      let again: readonly [Socket, Socket] | undefined;
      for (let i = 0; i < 20 && again === undefined; i++) {
        const [left, right] = socketPair(world);
        if (left.fileno() === number) again = [left, right];
        else if (right.fileno() === number) again = [right, left];
      }
      expect(again, 'a socket with the same number').to.not.equal(undefined);
      if (again === undefined) return;
      const [sock, peer] = again;
      const came = loop.createFuture<null>();
      loop.addReader(number, () => {
        trace.push(`new: ${text(sock.recv(10))}`);
        came.setResult(null);
      });
      peer.send(bytes('x'));
      yield* came;
      loop.removeReader(number);
    });
    expect(trace).to.deep.equal(['new: x']);
  });
});
