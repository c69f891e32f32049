/** The addresses of the kit's own sockets: of both versions of IP, paths, and what is none. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio } from '../../../reference';
import { GaiError, OSError, TimeoutError, type Address } from '../../../spec';
import { keptSockets } from '../kept-sockets';

const { sockets } = asyncio;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('sockets of the kit', () => {
  const { kept, socket } = keptSockets();

  it('send datagrams to addresses', () => {
    const [one, two] = [0, 1].map(() => socket(sockets.AF_INET, sockets.SOCK_DGRAM));
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
    const sock = socket(sockets.AF_INET6);
    try {
      sock.bind(['localhost', 0]);
    } catch {
      this.skip();
    }
    const [host, port, flow, scope] = sock.getsockname() as readonly [string, number, number, number];
    expect([host, flow, scope]).to.deep.equal(['::1', 0, 0]);
    expect(port).to.be.greaterThan(0);
    const any = socket(sockets.AF_INET6, sockets.SOCK_DGRAM);
    any.bind(['', 0]);
    expect((any.getsockname() as readonly unknown[])[0]).to.equal('::');
    const chosen = socket(sockets.AF_INET6, sockets.SOCK_DGRAM);
    const { port: free } = { port: (any.getsockname() as readonly [string, number])[1] };
    any.close();
    chosen.bind(['::1', free, 0, 0]);
    expect((chosen.getsockname() as readonly unknown[]).slice(0, 2)).to.deep.equal(['::1', free]);
  });

  it('refuse what is no address', () => {
    const sock = socket();
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
      const server = socket(sockets.AF_UNIX);
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
      const client = socket(sockets.AF_UNIX);
      client.connect(path);
      expect(client.getpeername()).to.equal(path);
      const [accepted, address] = server.accept();
      kept(accepted);
      expect(address).to.equal('');
      const name = `\0${'n'.repeat(80)}${String(process.pid)}`;
      const abstract = socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
      abstract.bind(name.padEnd(108, 'm'));
      expect(abstract.getsockname()).to.equal(name.padEnd(108, 'm'));
      expect(() => {
        socket(sockets.AF_UNIX).bind(`\0${'n'.repeat(108)}`);
      }).to.throw(OSError, 'too long');
      // The longest that there is, which has room for its end.
      const long = join(folder, 'x'.repeat(106 - folder.length));
      expect(long).to.have.length(107);
      const longest = socket(sockets.AF_UNIX);
      longest.bind(long);
      expect(longest.getsockname()).to.equal(long);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('know whether the system has IPv6', () => {
    const rows = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
    expect(sockets.hasIpv6).to.equal(rows.some(({ family }) => family === 'IPv6'));
  });
});
