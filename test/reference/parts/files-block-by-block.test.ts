/** Files that are sent block by block where the system cannot send them: what is refused, and where the file stands then. */
import { expect } from 'chai';
import { sendfile, sockSendfile } from '../../../reference/network/sendfile';
import { RuntimeError, SendfileNotAvailableError, ValueError, type Coroutine } from '../../../spec';
import { result } from '../by-hand';

const BLOCK = 256 * 1024;

describe('a file that is sent block by block', () => {
  let trace: unknown[];
  let native: unknown;
  let debug: boolean;
  const fault = new TypeError('it is broken');

  const answer = function* (...given: readonly unknown[]): Coroutine<number> {
    trace.push(['native', ...given.slice(2)]);
    if (typeof native !== 'number') throw native as Error;
    return yield* (function* (): Coroutine<number> {
      return native;
    })();
  };
  const loop = {
    getDebug: () => debug,
    _sockSendfileNative: answer,
    _sendfileNative: answer,
    *sockSendall(_sock: unknown, block: Uint8Array): Coroutine<void> {
      trace.push(['send', block.length, block[0]]);
    },
    *runInExecutor(_executor: unknown, call: () => unknown): Coroutine {
      return call();
    },
  } as never;
  const sock = { type: 1, fileno: () => 5, gettimeout: () => 0 };
  /** A file of so many bytes, each of which tells its place. */
  const file = (length: number, more: object = {}): object => {
    let at = 0;
    return {
      mode: 'rb',
      seek: (offset: number) => {
        trace.push(['seek', offset]);
        at = offset;
      },
      readinto: (room: Uint8Array) => {
        if (room.length === 0) throw new Error('there is nothing to read into');
        const count = Math.max(0, Math.min(room.length, length - at));
        for (let i = 0; i < count; i++) room[i] = at + i;
        at += count;
        return count;
      },
      ...more,
    };
  };
  const sent = (of: object, offset?: number, count?: number | null, options?: object): number =>
    result(sockSendfile(loop, sock as never, of, offset, count, options));

  beforeEach(() => {
    trace = [];
    native = new SendfileNotAvailableError('not here');
    debug = false;
  });

  it('is sent by the system where that can be', () => {
    native = 7;
    expect(sent(file(9), 2, 7)).to.equal(7);
    expect(trace).to.deep.equal([['native', 2, 7]]);
    native = fault;
    expect(() => sent(file(9))).to.throw(fault);
    native = new SendfileNotAvailableError('not here');
    expect(() => sent(file(9), 0, null, { fallback: false })).to.throw(SendfileNotAvailableError);
    expect((trace as readonly (readonly unknown[])[]).filter(([what]) => what !== 'native')).to.deep.equal([]);
    for (const options of [{}, { fallback: true }, { fallback: null }]) {
      expect(sent(file(9), 0, null, options)).to.equal(9);
    }
  });

  it('is read and sent from where it is told to, and stands after what was sent', () => {
    expect(sent(file(9), 2)).to.equal(7);
    expect(trace.slice(1)).to.deep.equal([
      ['seek', 2],
      ['send', 7, 2],
      ['seek', 9],
    ]);
  });

  it('is read in blocks, and no further than it is told to', () => {
    for (const [length, offset, count, blocks] of [
      [9, 0, 4, [4]],
      [9, 6, 4, [3]],
      [9, 0, 9, [9]],
      [BLOCK + 5, 0, null, [BLOCK, 5]],
      [BLOCK + 5, 0, BLOCK + 1, [BLOCK, 1]],
      [3 * BLOCK, 0, BLOCK, [BLOCK]],
      [BLOCK, 0, null, [BLOCK]],
    ] as const) {
      trace = [];
      const total = blocks.reduce((sum: number, block) => sum + block, 0);
      expect(sent(file(length), offset, count)).to.equal(total);
      const lengths = (trace as readonly (readonly unknown[])[]).flatMap(([what, size]) =>
        what === 'send' ? [size] : [],
      );
      expect(lengths).to.deep.equal(blocks);
      expect(trace.at(-1)).to.deep.equal(['seek', offset + total]);
    }
  });

  it('stands where it stood when nothing was sent', () => {
    expect(sent(file(3), 3)).to.equal(0);
    expect(trace.slice(1)).to.deep.equal([['seek', 3]]);
    expect(sent(file(9, { seek: undefined }))).to.equal(9);
  });

  it('is a binary one, and counted in whole bytes', () => {
    expect(() => sent(file(9, { mode: 'r' }))).to.throw(ValueError, 'file should be opened in binary mode');
    expect(sent(file(9, { mode: undefined }))).to.equal(9);
    for (const [offset, count, Kind, words] of [
      [0, 0, ValueError, 'count must be a positive integer (got 0)'],
      [0, -1, ValueError, 'count must be a positive integer (got -1)'],
      [0, 1.5, TypeError, 'count must be a positive integer (got 1.5)'],
      [-1, null, ValueError, 'offset must be a non-negative integer (got -1)'],
      [0.5, null, TypeError, 'offset must be a non-negative integer (got 0.5)'],
    ] as const) {
      expect(() => sent(file(9), offset, count)).to.throw(Kind, words);
    }
    expect(sent(file(9), 0, 1)).to.equal(1);
    expect(() => sent(file(9), 0, null, { unknown: 1 })).to.throw(TypeError, 'unknown');
  });

  it('is sent over a stream that does not block', () => {
    const over = (given: object): number => result(sockSendfile(loop, given as never, file(9)));
    expect(() => over({ ...sock, type: 2 })).to.throw(ValueError, 'only SOCK_STREAM type sockets are supported');
    expect(over({ ...sock, type: undefined })).to.equal(9);
    expect(over({ ...sock, gettimeout: () => null })).to.equal(9);
    debug = true;
    expect(() => over({ ...sock, gettimeout: () => null })).to.throw(ValueError, 'the socket must be non-blocking');
    expect(over(sock)).to.equal(9);
    expect(over({ ...sock, gettimeout: undefined })).to.equal(9);
  });

  describe('over a transport', () => {
    let mode: string | undefined;
    let closing: boolean;
    let protocol: unknown;
    const transport = {
      get _sendfileCompatible() {
        return mode;
      },
      isClosing: () => closing,
      isReading: () => true,
      pauseReading: () => trace.push('pause'),
      resumeReading: () => trace.push('resume'),
      getProtocol: () => protocol,
      setProtocol: (next: unknown) => (protocol = next),
      write: (block: Uint8Array) => trace.push(['write', block.length]),
      toString: () => '<a transport>',
    } as never;
    const over = (of: object, offset?: number, count?: number | null, options?: { fallback?: boolean }): number =>
      result(sendfile(loop, transport, of, offset, count, options));

    beforeEach(() => {
      mode = 'TRY_NATIVE';
      closing = false;
      protocol = 'of the program';
    });

    it('is sent by the system where that can be', () => {
      native = 9;
      expect(over(file(9), 1, 5)).to.equal(9);
      expect(trace).to.deep.equal([['native', 1, 5]]);
      native = fault;
      expect(() => over(file(9))).to.throw(fault);
      expect(() => over(file(9), 0, 0)).to.throw(ValueError, 'count must be');
    });

    it('is written where it cannot, with the protocol out of the way', () => {
      expect(over(file(9), 2)).to.equal(7);
      expect(trace.slice(1)).to.deep.equal(['pause', ['seek', 2], ['write', 7], ['seek', 9], 'resume']);
      expect(protocol).to.equal('of the program');
      expect(() => over(file(9), 0, null, { fallback: false })).to.throw(SendfileNotAvailableError);
      const broken = {
        readinto: () => {
          throw fault;
        },
      };
      expect(() => over(file(9, broken))).to.throw(fault);
      expect([protocol, trace.at(-1)]).to.deep.equal(['of the program', 'resume']);
    });

    it('is not tried by the system where the bytes have to be changed', () => {
      mode = 'FALLBACK';
      expect(over(file(9))).to.equal(9);
      expect(trace[0]).to.equal('pause');
      expect(() => over(file(9), 0, null, { fallback: false })).to.throw(
        RuntimeError,
        'fallback is disabled and native sendfile is not supported for transport',
      );
    });

    it('is refused by one that takes none, or is closing', () => {
      for (const none of ['UNSUPPORTED', undefined]) {
        mode = none;
        expect(() => over(file(9))).to.throw(RuntimeError, 'sendfile is not supported for transport');
      }
      mode = 'TRY_NATIVE';
      closing = true;
      expect(() => over(file(9))).to.throw(RuntimeError, 'Transport is closing');
      expect(() => over(file(9), 0, null, { unknown: 1 } as never)).to.throw(TypeError, 'unknown');
      expect(trace).to.deep.equal([]);
    });
  });
});
