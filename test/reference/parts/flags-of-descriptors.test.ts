/** Flags and options of descriptors: what is changed by a call, and what is left as it was. */
import { expect } from 'chai';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { EpollSelector } from '../../../reference/selector/epoll-selector';
import { PollSelector } from '../../../reference/selector/poll-selector';
import { socketsMissing } from '../../../reference/sockets';
import { syscalls } from '../../../reference/sockets/syscalls';
import type { BaseProtocol, Coroutine, Socket } from '../../../spec';
import { constants } from 'node:os';
import { failing } from '../failing-calls';

const { sockets } = asyncio;
const [GETFD, GETFL, SETFL, CLOEXEC] = [1, 3, 4, 1];
const [NONBLOCK, APPEND] = [0o4000, 0o2000];

describe('flags of descriptors', () => {
  let one: Socket;
  let two: Socket;
  const ask = (command: number, argument = 0): number => syscalls().fcntl(one.fileno(), command, argument);

  beforeEach(function () {
    if (socketsMissing() !== null) this.skip();
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

describe('a datagram transport that is lost while it sends', () => {
  it('tells nothing of room', async function () {
    if (socketsMissing() !== null) this.skip();
    const loop = new SelectorEventLoop();
    const told: unknown[] = [];
    const fault = new TypeError('it is broken');
    const protocol = {
      connectionMade: () => {},
      connectionLost: (error: unknown) => told.push(['lost', error]),
      pauseWriting: () => told.push('pause'),
      resumeWriting: () => told.push('resume'),
    } as unknown as BaseProtocol;
    loop.setExceptionHandler(() => {});
    await loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const sock = sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM);
        const transport = loop._makeDatagramTransport(sock, protocol);
        yield* asyncio.sleep(0);
        (transport as unknown as { setWriteBufferLimits(limits: object): void }).setWriteBufferLimits({ high: 0 });
        const restore = failing('sendto', constants.errno.EAGAIN, fault);
        transport.sendto(new Uint8Array(1), ['127.0.0.1', 9]);
        while (told.length < 2) yield* asyncio.sleep(0);
        restore();
        yield* asyncio.sleep(0);
      })(),
    );
    expect(told).to.deep.equal(['pause', ['lost', fault]]);
    loop.close();
  });
});
