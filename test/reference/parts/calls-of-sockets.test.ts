/** Calls of sockets that end otherwise than they should have: interrupted, in vain, or on the first descriptor that there is. */
import { expect } from 'chai';
import os, { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { Socket as OwnSocket } from '../../../reference/sockets';
import { checked } from '../../../reference/sockets/errors';
import { syscalls } from '../../../reference/sockets/syscalls';
import { OSError, type Socket } from '../../../spec';
import { failing } from '../failing-calls';
import { needsSockets } from '../needs-sockets';

const { sockets } = asyncio;
const { EAGAIN, EINTR, EIO } = constants.errno;

describe('calls of sockets', () => {
  let one: Socket;
  let two: Socket;

  needsSockets();
  beforeEach(() => {
    [one, two] = sockets.socketpair();
    one.send(new Uint8Array([7]));
  });
  afterEach(() => {
    for (const sock of [one, two] as readonly (Socket | undefined)[]) sock?.close();
  });

  /** What `two` receives when its first calls fail in this way. */
  const received = (...numbers: readonly number[]): readonly number[] => {
    const restore = failing('recv', ...numbers);
    try {
      return [...two.recv(1)];
    } finally {
      restore();
    }
  };

  it('are made again where a wait was in vain, with a timeout or without', () => {
    expect(received(EAGAIN, EAGAIN)).to.deep.equal([7]);
    one.send(new Uint8Array([8]));
    two.settimeout(60);
    expect(received(EAGAIN, EAGAIN)).to.deep.equal([8]);
  });

  it('are made again when a signal interrupts them, and fail with anything else', () => {
    expect(received(EINTR, EINTR)).to.deep.equal([7]);
    expect(() => received(EIO))
      .to.throw(OSError)
      .with.property('errno', EIO);
    const restore = failing('poll', EINTR);
    try {
      expect(checked(() => syscalls().poll(null, 0, 0))).to.equal(0);
    } finally {
      restore();
    }
  });

  it('close what was opened, once, on any descriptor', () => {
    const calls = syscalls();
    const own = calls.close;
    const closed: number[] = [];
    calls.close = (fd) => {
      closed.push(fd);
      return 0;
    };
    try {
      const first = new OwnSocket(sockets.AF_UNIX, sockets.SOCK_STREAM, 0, 0);
      for (const sock of [first, first]) sock.close();
      expect([closed, first.fileno()]).to.deep.equal([[0], -1]);
    } finally {
      calls.close = own;
    }
    one.close();
    two.recv(1);
    expect(two.recv(1), 'the other end is told').to.have.length(0);
  });
});

describe('the module socket', () => {
  needsSockets();

  it('has IPv6 where an interface has an address of it', () => {
    const own = os.networkInterfaces;
    const having = (...families: readonly string[]): boolean => {
      os.networkInterfaces = () => ({ lo: families.map((family) => ({ family })), down: undefined }) as never;
      try {
        return sockets.hasIpv6;
      } finally {
        os.networkInterfaces = own;
      }
    };
    const answers = [having(), having('IPv4'), having('IPv6'), having('IPv4', 'IPv6')];
    expect(answers).to.deep.equal([false, false, true, true]);
  });
});
