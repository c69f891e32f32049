/** Flags and options of descriptors: what is changed by a call, and what is left as it was. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { EpollSelector } from '../../../reference/selector/epoll-selector';
import { PollSelector } from '../../../reference/selector/poll-selector';
import { syscalls } from '../../../reference/sockets/syscalls';
import type { Socket } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets } = asyncio;
const [GETFD, GETFL, SETFL, CLOEXEC] = [1, 3, 4, 1];
const [NONBLOCK, APPEND] = [0o4000, 0o2000];

describe('flags of descriptors', () => {
  let one: Socket;
  let two: Socket;
  const ask = (command: number, argument = 0): number => syscalls().fcntl(one.fileno(), command, argument);

  needsSockets();
  beforeEach(() => {
    [one, two] = sockets.socketpair();
  });
  afterEach(() => {
    for (const sock of [one, two] as readonly (Socket | undefined)[]) sock?.close();
  });

  it('stay as they are when a descriptor is watched', () => {
    for (const selector of [new EpollSelector(), new PollSelector()]) {
      selector.register(one, 1);
      expect(ask(GETFD)).to.equal(CLOEXEC);
      selector.close();
    }
  });

  it('change but for the one that is meant', () => {
    ask(SETFL, APPEND);
    one.setblocking(false);
    expect(ask(GETFL) & (NONBLOCK | APPEND)).to.equal(NONBLOCK | APPEND);
    one.setblocking(true);
    expect(ask(GETFL) & (NONBLOCK | APPEND)).to.equal(APPEND);
  });

  it('are asked for with as much room as a number takes', () => {
    const calls = syscalls();
    const own = calls.getsockopt;
    const given: unknown[] = [];
    calls.getsockopt = (...all) => {
      given.push([all[3]?.length, new DataView((all[4] as Uint8Array).buffer).getUint32(0, true)]);
      return own(...all);
    };
    try {
      one.getsockopt(sockets.SOL_SOCKET, sockets.SO_TYPE);
    } finally {
      calls.getsockopt = own;
    }
    expect(given).to.deep.equal([[4, 4]]);
  });
});
