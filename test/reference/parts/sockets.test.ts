/** Sockets of the kit's own, by themselves: those that block, with and without a timeout, their addresses and options. */
import { expect } from 'chai';
import { fstatSync, mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio } from '../../../reference';
import { socketsMissing } from '../../../reference/sockets';
import {
  BlockingIOError,
  ConnectionRefusedError,
  GaiError,
  OSError,
  TimeoutError,
  ValueError,
  type Address,
  type Socket,
} from '../../../spec';

const { sockets } = asyncio;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('sockets of the kit', function () {
  const open: Socket[] = [];
  const kept = (sock: Socket): Socket => {
    open.push(sock);
    return sock;
  };
  const pair = (type?: number): readonly [Socket, Socket] => {
    const [one, two] = sockets.socketpair(sockets.AF_UNIX, type);
    return [kept(one), kept(two)];
  };
  const listening = (backlog?: number): Socket => {
    const sock = kept(sockets.socket());
    sock.bind(['127.0.0.1', 0]);
    sock.listen(backlog);
    return sock;
  };

  before(function () {
    if (socketsMissing() !== null) this.skip();
  });
  afterEach(() => {
    for (const sock of open.splice(0)) sock.close();
  });

  it('send and receive, and say how much', () => {
    const [one, two] = pair();
    expect(one.send(bytes('hello'))).to.equal(5);
    expect(text(two.recv(2))).to.equal('he');
    expect(text(two.recv(10, sockets.MSG_PEEK))).to.equal('llo');
    const room = new Uint8Array(8);
    expect(two.recvInto(room)).to.equal(3);
    expect(text(room.subarray(0, 3))).to.equal('llo');
    one.sendall(bytes('all of it'));
    expect(text(two.recv(100))).to.equal('all of it');
    one.sendall(bytes(''));
    one.send(bytes('x'));
    expect(two.recv(0)).to.have.length(0);
    expect(text(two.recv(1))).to.equal('x');
    one.shutdown(sockets.SHUT_WR);
    expect(two.recv(1)).to.have.length(0);
  });

  it('send all in as many pieces as it takes', () => {
    const [one, two] = pair();
    one.settimeout(0.05);
    const data = new Uint8Array(4 << 20);
    expect(() => {
      one.sendall(data);
    }).to.throw(TimeoutError);
    one.settimeout(0);
    let taken = 0;
    two.settimeout(0);
    for (;;) {
      try {
        taken += two.recv(1 << 20).length;
      } catch (error) {
        expect(error).to.be.instanceOf(BlockingIOError);
        break;
      }
    }
    expect(taken).to.be.greaterThan(0).and.lessThan(data.length);
    const little = bytes('0123456789'.repeat(10));
    one.sendall(little);
    expect(text(two.recv(1000))).to.equal(text(little));
  });

  it('wait no longer than their timeout', () => {
    const [one] = pair();
    expect(one.gettimeout()).to.equal(null);
    one.settimeout(0.02);
    expect(one.gettimeout()).to.equal(0.02);
    const start = performance.now();
    expect(() => one.recv(1)).to.throw(TimeoutError, 'timed out');
    expect(performance.now() - start).to.be.within(15, 1500);
    one.setblocking(false);
    expect(one.gettimeout()).to.equal(0);
    expect(() => one.recv(1)).to.throw(BlockingIOError);
    one.setblocking(true);
    expect(one.gettimeout()).to.equal(null);
    expect(() => {
      one.settimeout(-1);
    }).to.throw(ValueError, 'out of range');
    expect(() => {
      one.settimeout(NaN);
    }).to.throw(ValueError);
  });

  it('wait for what there is by now at once', () => {
    const [one, two] = pair();
    two.settimeout(5);
    one.send(bytes('x'));
    const start = performance.now();
    expect(text(two.recv(1))).to.equal('x');
    expect(performance.now() - start).to.be.lessThan(2000);
  });

  it('are told of no room, and of room', () => {
    const [one, two] = pair();
    one.settimeout(0);
    const filling = (): void => {
      for (;;) one.send(new Uint8Array(1 << 16));
    };
    expect(filling).to.throw(BlockingIOError);
    one.settimeout(0.02);
    expect(() => one.send(bytes('x'))).to.throw(TimeoutError);
    two.settimeout(0);
    expect(() => {
      for (;;) two.recv(1 << 20);
    }).to.throw(BlockingIOError);
    one.settimeout(5);
    expect(one.send(bytes('y'))).to.equal(1);
  });

  it('refuse what is no count', () => {
    const [one] = pair();
    expect(() => one.recv(-1)).to.throw(ValueError, 'negative buffersize');
    expect(() => one.recv('1' as unknown as number)).to.throw(TypeError, 'a number of bytes');
    expect(() => one.recv(1.5)).to.throw(TypeError);
    expect(() => one.recvfrom(-1)).to.throw(ValueError);
  });

  it('connect and accept, blocking', () => {
    const server = listening();
    const client = kept(sockets.socket());
    client.settimeout(5);
    client.connect(server.getsockname());
    const [accepted, address] = server.accept();
    kept(accepted);
    expect(address).to.deep.equal(client.getsockname());
    expect(accepted.getpeername()).to.deep.equal(client.getsockname());
    expect(client.getpeername()).to.deep.equal(server.getsockname());
    expect([accepted.family, accepted.type, accepted.proto]).to.deep.equal([server.family, server.type, server.proto]);
    client.send(bytes('hi'));
    expect(text(accepted.recv(2))).to.equal('hi');
    server.settimeout(0);
    expect(() => server.accept()).to.throw(BlockingIOError);
  });

  it('are refused, with a timeout too', () => {
    const server = kept(sockets.socket());
    server.bind(['127.0.0.1', 0]);
    const address = server.getsockname();
    for (const timeout of [null, 5]) {
      const client = kept(sockets.socket());
      client.settimeout(timeout);
      expect(() => {
        client.connect(address);
      }).to.throw(ConnectionRefusedError);
    }
  });

  it('give up connecting after their timeout, or say at once that it goes on', () => {
    // A backlog that is full answers nobody.
    const server = listening(0);
    const clients = Array.from({ length: 8 }, () => kept(sockets.socket()));
    const waiting = clients.find((client) => {
      client.settimeout(0.05);
      try {
        client.connect(server.getsockname());
        return false;
      } catch (error) {
        expect(error).to.be.instanceOf(TimeoutError);
        return true;
      }
    });
    expect(waiting, 'all were accepted').not.to.equal(undefined);
    const last = kept(sockets.socket());
    last.settimeout(0);
    expect(() => {
      last.connect(server.getsockname());
    }).to.throw(BlockingIOError);
  });

  it('send datagrams to addresses', () => {
    const [one, two] = [0, 1].map(() => kept(sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM)));
    if (one === undefined || two === undefined) throw new Error('unreachable');
    one.bind(['127.0.0.1', 0]);
    two.bind(['', 0]);
    expect((two.getsockname() as readonly unknown[])[0]).to.equal('0.0.0.0');
    const port = (two.getsockname() as readonly [string, number])[1];
    expect(one.sendto(bytes('hello'), ['localhost', port])).to.equal(5);
    const [data, from] = two.recvfrom(100);
    expect(text(data)).to.equal('hello');
    expect(from).to.deep.equal(one.getsockname());
    two.settimeout(0.01);
    expect(() => two.recvfrom(1)).to.throw(TimeoutError);
  });

  it('have addresses of both versions', function () {
    const sock = kept(sockets.socket(sockets.AF_INET6));
    try {
      sock.bind(['localhost', 0]);
    } catch {
      this.skip();
    }
    const [host, port, flow, scope] = sock.getsockname() as readonly [string, number, number, number];
    expect([host, flow, scope]).to.deep.equal(['::1', 0, 0]);
    expect(port).to.be.greaterThan(0);
    const any = kept(sockets.socket(sockets.AF_INET6, sockets.SOCK_DGRAM));
    any.bind(['', 0]);
    expect((any.getsockname() as readonly unknown[])[0]).to.equal('::');
    const chosen = kept(sockets.socket(sockets.AF_INET6, sockets.SOCK_DGRAM));
    const { port: free } = { port: (any.getsockname() as readonly [string, number])[1] };
    any.close();
    chosen.bind(['::1', free, 0, 0]);
    expect((chosen.getsockname() as readonly unknown[]).slice(0, 2)).to.deep.equal(['::1', free]);
  });

  it('refuse what is no address', () => {
    const sock = kept(sockets.socket());
    const connect = (address: unknown): (() => void) => {
      return () => {
        sock.bind(address as Address);
      };
    };
    expect(connect('x')).to.throw(TypeError, 'host and port');
    expect(connect([1, 2])).to.throw(TypeError, 'host is a text');
    expect(connect(['127.0.0.1', 1.5])).to.throw(TypeError);
    expect(connect(['127.0.0.1', 65536])).to.throw(RangeError);
    expect(connect(['127.0.0.1', -1])).to.throw(RangeError);
    expect(connect(['no.such.host.invalid', 1])).to.throw(GaiError);
    expect(connect(['::1', 1])).to.throw(GaiError);
    connect(['<broadcast>', 0])();
    expect((sock.getsockname() as readonly unknown[])[0]).to.equal('255.255.255.255');
  });

  it('have paths, abstract names, and none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockets-'));
    try {
      const server = kept(sockets.socket(sockets.AF_UNIX));
      expect(server.getsockname()).to.equal('');
      expect(() => {
        server.bind(['x', 1]);
      }).to.throw(TypeError, 'a path was expected');
      expect(() => {
        server.bind('x'.repeat(108));
      }).to.throw(OSError, 'too long');
      const path = join(folder, 's');
      server.bind(path);
      server.listen();
      expect(server.getsockname()).to.equal(path);
      const client = kept(sockets.socket(sockets.AF_UNIX));
      client.connect(path);
      expect(client.getpeername()).to.equal(path);
      const [accepted, address] = server.accept();
      kept(accepted);
      expect(address).to.equal('');
      const name = `\0${'n'.repeat(80)}${String(process.pid)}`;
      const abstract = kept(sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM));
      abstract.bind(name.padEnd(108, 'm'));
      expect(abstract.getsockname()).to.equal(name.padEnd(108, 'm'));
      expect(() => {
        kept(sockets.socket(sockets.AF_UNIX)).bind(`\0${'n'.repeat(108)}`);
      }).to.throw(OSError, 'too long');
      // The longest that there is, which has room for its end.
      const long = join(folder, 'x'.repeat(106 - folder.length));
      expect(long).to.have.length(107);
      const longest = kept(sockets.socket(sockets.AF_UNIX));
      longest.bind(long);
      expect(longest.getsockname()).to.equal(long);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keep options, and how long they linger', () => {
    const sock = kept(sockets.socket());
    const { SOL_SOCKET, SO_REUSEADDR, SO_LINGER, SO_ERROR } = sockets;
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(0);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.to.equal(0);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 0);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(0);
    expect(sock.getsockopt(SOL_SOCKET, SO_ERROR)).to.equal(0);
    expect(() => sock.getsockopt(SOL_SOCKET, 99_999)).to.throw(OSError);
    expect(() => {
      sock.setsockopt(SOL_SOCKET, 99_999, 1);
    }).to.throw(OSError);
    // Lingering for no time resets the connection; the other end is told.
    const reset = (linger: number): boolean => {
      const server = listening();
      const client = kept(sockets.socket());
      client.connect(server.getsockname());
      const [accepted] = server.accept();
      kept(accepted);
      client.setsockopt(SOL_SOCKET, SO_LINGER, 0);
      if (linger !== 0) client.setsockopt(SOL_SOCKET, SO_LINGER, linger);
      client.close();
      try {
        return accepted.recv(1).length > 0;
      } catch {
        return true;
      }
    };
    expect(reset(0)).to.equal(true);
    expect(reset(-1)).to.equal(false);
    expect(reset(1)).to.equal(false);
  });

  it('are duplicated, detached and closed', () => {
    const [one, two] = pair();
    one.settimeout(3);
    const copy = kept(one.dup());
    expect(copy.fileno()).not.to.equal(one.fileno());
    expect(copy.gettimeout()).to.equal(3);
    expect([copy.family, copy.type, copy.proto]).to.deep.equal([one.family, one.type, one.proto]);
    one.close();
    expect(one.fileno()).to.equal(-1);
    one.close();
    copy.send(bytes('x'));
    expect(text(two.recv(1))).to.equal('x');
    expect(() => one.send(bytes('x')))
      .to.throw(OSError)
      .with.property('errno', 9);
    expect(() => one.recv(1)).to.throw(OSError);
    const fd = copy.detach();
    expect(copy.fileno()).to.equal(-1);
    copy.close();
    expect(fstatSync(fd).isSocket()).to.equal(true);
    const again = kept(new (one.constructor as new (...given: unknown[]) => Socket)(one.family, one.type, 0, fd));
    expect(again.fileno()).to.equal(fd);
    expect(String(again)).to.include(`fd=${String(fd)}`);
  });

  it('know whether the system has IPv6', () => {
    const rows = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
    expect(sockets.hasIpv6).to.equal(rows.some(({ family }) => family === 'IPv6'));
  });
});
