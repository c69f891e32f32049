/** Addresses byte by byte, as the kernel has them, and what else of sockets is seen by nobody but the kernel. */
import { expect } from 'chai';
import { endianness } from 'node:os';
import { asyncio } from '../../../reference';
import { systemError } from '../../../reference/sockets/errors';
import { ADDRESS_ROOM, AddressRoom, packAddress, unpackAddress } from '../../../reference/sockets/sockaddr';
import { Socket } from '../../../reference/sockets/socket';
import { syscalls } from '../../../reference/sockets/syscalls';
import { BlockingIOError, GaiError, OSError, type Address } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const [UNIX, INET, INET6] = [1, 2, 10];
const { sockets } = asyncio;

/** What is written as hexadecimal digits; a word of the machine's own order begins with its low byte. */
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const bytes = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

/** Runs `use` and tells what a system call was given. */
function calls(name: 'setsockopt' | 'poll' | 'listen' | 'fcntl', use: () => void): readonly (readonly unknown[])[] {
  const all = syscalls() as unknown as Record<string, (...given: unknown[]) => unknown>;
  const own = all[name];
  const made: (readonly unknown[])[] = [];
  all[name] = (...given) => {
    made.push(given.map((each) => (each instanceof Uint8Array ? hex(each) : each)));
    return own?.(...given);
  };
  try {
    use();
  } finally {
    if (own !== undefined) all[name] = own;
  }
  return made;
}

/** The bytes are written down as such machines have them. */
function needsLittleEndian(): void {
  before(function () {
    if (endianness() !== 'LE') this.skip();
  });
}

describe('addresses of the kernel', () => {
  needsSockets();
  needsLittleEndian();

  it('of IPv4 are a family, a port and four bytes', () => {
    const packed = packAddress(INET, ['10.1.2.3', 0x1234]);
    expect(hex(packed.subarray(0, 8))).to.equal('020012340a010203');
    expect(packed.length).to.be.at.least(16);
    expect(unpackAddress(packed, 16)).to.deep.equal(['10.1.2.3', 0x1234]);
    for (const port of [0, 65_535]) expect(unpackAddress(packAddress(INET, ['1.2.3.4', port]), 16)).to.include(port);
  });

  it('of IPv6 have a flow before, and a scope after the sixteen bytes', () => {
    const packed = packAddress(INET6, ['102:304:506:708:90a:b0c:d0e:f10', 0x1234, 0x0a0b0c0d, 3]);
    expect(hex(packed.subarray(0, 28))).to.equal('0a0012340a0b0c0d0102030405060708090a0b0c0d0e0f1003000000');
    expect(unpackAddress(packed, 28)).to.deep.equal(['102:304:506:708:90a:b0c:d0e:f10', 0x1234, 0x0a0b0c0d, 3]);
    expect(hex(packAddress(INET6, ['::1', 1]).subarray(0, 28))).to.equal(`0a000001${'00'.repeat(19)}0100000000`);
  });

  it('of IPv4 have no room for more', () => {
    expect(unpackAddress(packAddress(INET, ['1.2.3.4', 5, 6, 7] as Address), 16)).to.deep.equal(['1.2.3.4', 5]);
  });

  it('of unix sockets are a path that ends with a zero, or a name that begins with one', () => {
    expect(hex(packAddress(UNIX, '/ab'))).to.equal('01002f616200');
    expect(hex(packAddress(UNIX, '\0ab'))).to.equal('0100006162');
    expect(hex(packAddress(UNIX, ''))).to.equal('010000');
    for (const [digits, name] of [
      ['01002f616200', '/ab'],
      // The kernel may leave out the end, or tell more than it.
      ['01002f6162', '/ab'],
      ['01002f61620063', '/ab'],
      ['01002f', '/'],
      ['0100006162', '\0ab'],
      ['010000610062', '\0a\0b'],
      ['0100', ''],
      ['', ''],
    ] as const) {
      const packed = bytes(digits);
      expect(unpackAddress(packed, packed.length), digits).to.equal(name);
    }
  });

  it('have room for the longest path, and for the longest name', () => {
    expect(packAddress(UNIX, `/${'a'.repeat(106)}`)).to.have.length(110);
    expect(packAddress(UNIX, `\0${'a'.repeat(107)}`)).to.have.length(110);
    for (const long of [`/${'a'.repeat(107)}`, `\0${'a'.repeat(108)}`]) {
      expect(() => packAddress(UNIX, long)).to.throw(OSError, 'AF_UNIX path too long');
    }
    expect(ADDRESS_ROOM).to.be.at.least(110);
  });

  it('are counted from where they begin', () => {
    const within = new Uint8Array(40);
    within.set(packAddress(INET, ['10.1.2.3', 80]), 8);
    expect(unpackAddress(within.subarray(8), 16)).to.deep.equal(['10.1.2.3', 80]);
  });

  it('stand for well-known names, and for no others', () => {
    for (const [family, name, address] of [
      [INET, '', '0.0.0.0'],
      [INET, 'localhost', '127.0.0.1'],
      [INET, '<broadcast>', '255.255.255.255'],
      [INET6, '', '::'],
      [INET6, 'localhost', '::1'],
    ] as const) {
      expect(hex(packAddress(family, [name, 1])), name).to.equal(hex(packAddress(family, [address, 1])));
    }
    for (const [family, name] of [
      [INET6, '<broadcast>'],
      [INET, 'a.name'],
      [INET, '::1'],
      [INET6, '127.0.0.1'],
    ] as const) {
      const error = ((): unknown => {
        try {
          return packAddress(family, [name, 1]);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).to.be.instanceOf(GaiError).with.property('message').that.includes(`${name} is no address`);
    }
  });

  it('are refused where they are of another family', () => {
    for (const odd of ['a path', 5, null]) {
      expect(() => packAddress(INET, odd as Address)).to.throw(TypeError, `not ${String(odd)}`);
    }
    expect(() => packAddress(UNIX, ['h', 1])).to.throw(TypeError, 'a path was expected, not h,1');
    for (const odd of [[1, 2], ['h', '1'], ['h', 1.5], ['h']]) {
      expect(() => packAddress(INET, odd as never)).to.throw(TypeError, 'host is a text and port a number');
    }
    for (const port of [-1, 65_536]) expect(() => packAddress(INET, ['1.2.3.4', port])).to.throw(RangeError, '0-65535');
  });

  it('that the kernel fills in have their length', () => {
    const room = new AddressRoom();
    expect(room.bytes).to.have.length(ADDRESS_ROOM);
    expect(new Uint32Array(room.lengthBytes.buffer)[0]).to.equal(ADDRESS_ROOM);
    room.bytes.set(packAddress(INET, ['10.1.2.3', 80]));
    new DataView(room.lengthBytes.buffer).setUint32(0, 16, true);
    expect(room.address).to.deep.equal(['10.1.2.3', 80]);
    new DataView(room.lengthBytes.buffer).setUint32(0, 2, true);
    expect(room.address).to.equal('');
    // The kernel tells how long a name is, and not how much of it there was room for.
    const cut = new AddressRoom();
    cut.bytes.set(packAddress(UNIX, `\0${'a'.repeat(107)}`));
    new DataView(cut.lengthBytes.buffer).setUint32(0, 500, true);
    expect(cut.address).to.equal(`\0${'a'.repeat(107)}`);
  });
});

describe('calls to the kernel', () => {
  const open: { close(): void }[] = [];
  const kept = (sock: Socket): Socket => {
    open.push(sock);
    return sock;
  };
  needsSockets();
  needsLittleEndian();
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  it('set options to one number, and a linger to two', () => {
    const sock = kept(new Socket());
    const { SOL_SOCKET, SO_LINGER, SO_REUSEADDR, SO_SNDBUF } = sockets;
    const set = (name: number, value: number): readonly unknown[] | undefined =>
      calls('setsockopt', () => {
        sock.setsockopt(SOL_SOCKET, name, value);
      })[0]?.slice(1);
    expect(set(SO_REUSEADDR, 1)).to.deep.equal([SOL_SOCKET, SO_REUSEADDR, '01000000', 4]);
    expect(set(SO_SNDBUF, 0x1234)).to.deep.equal([SOL_SOCKET, SO_SNDBUF, '34120000', 4]);
    expect(set(SO_LINGER, 5)).to.deep.equal([SOL_SOCKET, SO_LINGER, '0100000005000000', 8]);
    expect(set(SO_LINGER, 0)).to.deep.equal([SOL_SOCKET, SO_LINGER, '0100000000000000', 8]);
    expect(set(SO_LINGER, -1)).to.deep.equal([SOL_SOCKET, SO_LINGER, '0000000000000000', 8]);
    // Another option of the same number is none.
    expect(
      calls('setsockopt', () => {
        expect(() => {
          sock.setsockopt(99, SO_LINGER, 5);
        }).to.throw(OSError);
      })[0]?.slice(3),
    ).to.deep.equal(['05000000', 4]);
  });

  it('ask for what is to be read, or for room', () => {
    const [one, two] = sockets.socketpair() as unknown as readonly [Socket, Socket];
    kept(one);
    kept(two);
    one.settimeout(0.001);
    const fd = one.fileno().toString(16).padStart(2, '0');
    const asked = calls('poll', () => {
      expect(() => one.recv(1)).to.throw('timed out');
    });
    expect(asked).to.deep.equal([[`${fd}00000001000000`, 1, 1]]);
    one.settimeout(0);
    expect(() => {
      for (;;) one.send(new Uint8Array(1 << 16));
    }).to.throw(BlockingIOError);
    one.settimeout(0.0012);
    const room = calls('poll', () => {
      expect(() => one.send(new Uint8Array(1))).to.throw('timed out');
    });
    expect(room).to.deep.equal([[`${fd}00000004000000`, 1, 2]]);
  });

  it('have a socket not block, or block again, and leave its other flags', () => {
    const sock = kept(new Socket());
    const flags = (): number => syscalls().fcntl(sock.fileno(), 3, 0);
    const before = flags();
    sock.settimeout(1);
    expect(flags()).to.equal(before | 0o4000);
    sock.setblocking(true);
    expect(flags()).to.equal(before);
  });

  it('let so many connections wait', () => {
    const sock = kept(new Socket());
    sock.bind(['127.0.0.1', 0]);
    const backlogs = calls('listen', () => {
      sock.listen();
      sock.listen(5);
      sock.listen(-1);
    }).map(([, backlog]) => backlog);
    expect(backlogs).to.deep.equal([128, 5, 0]);
  });

  it('give sockets that programs which are started do not get', () => {
    const closes = (fd: number): boolean => (syscalls().fcntl(fd, 1, 0) & 1) === 1;
    const [one, two] = sockets.socketpair() as unknown as readonly [Socket, Socket];
    const pipe = asyncio.files.pipe();
    open.push(...pipe);
    for (const sock of [one, two, one.dup(), new Socket()]) expect(closes(kept(sock).fileno())).to.equal(true);
    for (const end of pipe) expect(closes(end.fileno())).to.equal(true);
    const server = kept(new Socket());
    server.bind(['127.0.0.1', 0]);
    server.listen();
    const client = kept(new Socket());
    client.connect(server.getsockname());
    const [accepted] = server.accept();
    expect(closes(kept(accepted).fileno())).to.equal(true);
    // It blocks as a socket of its own does, whatever its server does.
    expect(syscalls().fcntl(accepted.fileno(), 3, 0) & 0o4000).to.equal(0);
  });

  it('say which kind of pair they made', () => {
    const [one, two] = sockets.socketpair() as unknown as readonly [Socket, Socket];
    for (const sock of [kept(one), kept(two)]) {
      expect([sock.family, sock.type, sock.proto]).to.deep.equal([sockets.AF_UNIX, sockets.SOCK_STREAM, 0]);
      expect(sock.fileno()).to.be.greaterThan(2);
    }
    expect(one.fileno()).not.to.equal(two.fileno());
    const [datagrams] = sockets.socketpair(sockets.AF_UNIX, sockets.SOCK_DGRAM) as unknown as readonly [Socket];
    expect(kept(datagrams).getsockopt(sockets.SOL_SOCKET, sockets.SO_TYPE)).to.equal(sockets.SOCK_DGRAM);
  });

  it('fail with what the system says, and about what', () => {
    expect(systemError(2).message).to.equal('[Errno 2] No such file or directory');
    expect(systemError(2, 'over there').message).to.equal('[Errno 2] No such file or directory: over there');
    expect(systemError(11)).to.be.instanceOf(BlockingIOError).with.property('code', 'EAGAIN');
    expect(systemError(4242)).to.include({ code: '', errno: undefined });
  });

  it('are the same each time', () => {
    expect(syscalls()).to.equal(syscalls());
  });
});
