/** Pipes and datagrams of SelectorEventLoop at their edges: what is watched when, and what is left of one that is over. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { socketsMissing } from '../../../reference/sockets';
import type { BaseProtocol, Coroutine, ExceptionContext, FileObject, Socket, Transport } from '../../../spec';
import { failing } from '../failing-calls';

const { sockets, files } = asyncio;
const { EAGAIN } = constants.errno;
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('at the edges of SelectorEventLoop', () => {
  let loop: SelectorEventLoop;
  let reports: ExceptionContext[];
  let trace: unknown[];
  let open: (Socket | FileObject)[];
  let restore: (() => void)[];

  beforeEach(function () {
    if (socketsMissing() !== null) this.skip();
    loop = new SelectorEventLoop();
    [reports, trace, open, restore] = [[], [], [], []];
    loop.setExceptionHandler((...given) => {
      reports.push(given.at(-1) as ExceptionContext);
    });
  });
  afterEach(() => {
    for (const back of restore.reverse()) back();
    for (const one of open) one.close();
    loop.close();
  });

  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());
  const fails = (...given: Parameters<typeof failing>): void => {
    restore.push(failing(...given));
  };
  function* turns(count = 4): Coroutine<void> {
    for (let turn = 0; turn < count; turn++) yield* asyncio.sleep(0);
  }
  function* until(length: number): Coroutine<void> {
    while (trace.length < length) yield* asyncio.sleep(0.001);
  }
  const protocol = (): BaseProtocol =>
    ({
      connectionMade: () => {},
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push([...data]),
      errorReceived: () => {},
      pauseWriting: () => {},
      resumeWriting: () => {},
    }) as unknown as BaseProtocol;
  const watched = (): readonly number[] => [...loop._selector.getMap().values()].map(({ events }) => events);
  const pipe = (): readonly [FileObject, FileObject] => {
    const ends = files.pipe();
    open.push(...ends);
    return ends;
  };

  describe('a pipe to read', () => {
    it('is watched no more when it is closed', () =>
      run(function* () {
        const [read, write] = pipe();
        const transport = loop._makeReadPipeTransport(read, protocol());
        yield* turns();
        expect(watched()).to.deep.equal([1]);
        transport.close();
        expect(watched()).to.deep.equal([]);
        yield* until(1);
        write.close();
      }));

    it('leaves those alone who have its number after it', () =>
      run(function* () {
        const [read, write] = pipe();
        const borrowed = { fileno: () => read.fileno(), close: () => {} };
        const transport = loop._makeReadPipeTransport(borrowed, protocol()) as Transport;
        yield* turns();
        transport.close();
        yield* until(1);
        loop.addReader(read, () => {
          trace.push('ready');
          loop.removeReader(read);
        });
        transport.pauseReading();
        transport.resumeReading();
        write.write(bytes(1));
        yield* until(2);
        expect(trace).to.deep.equal([['lost', null], 'ready']);
      }));

    it('delivers once, however often it is told to', () =>
      run(function* () {
        const [read, write] = pipe();
        const transport = loop._makeReadPipeTransport(read, protocol()) as Transport;
        yield* turns();
        for (let times = 0; times < 2; times++) transport.resumeReading();
        write.write(bytes(1));
        yield* until(1);
        for (let times = 0; times < 2; times++) transport.pauseReading();
        write.write(bytes(2));
        yield* turns();
        expect(trace).to.deep.equal([[1]]);
        transport.resumeReading();
        yield* until(2);
        expect(trace).to.deep.equal([[1], [2]]);
        transport.close();
        yield* until(3);
      }));
  });

  describe('a pipe to write', () => {
    it('is watched for room while something waits, each time anew', () =>
      run(function* () {
        const [read, write] = pipe();
        const transport = loop._makeWritePipeTransport(write, protocol());
        yield* turns();
        transport.write(bytes(1));
        expect(watched(), 'all was taken').to.deep.equal([1]);
        for (const value of [2, 3]) {
          fails('write', EAGAIN);
          transport.write(bytes(value));
          expect(watched()).to.deep.equal([3]);
          for (let turn = 0; transport.getWriteBufferSize() > 0 && turn < 50; turn++) yield* asyncio.sleep(0.001);
          expect([transport.getWriteBufferSize(), ...watched()]).to.deep.equal([0, 1]);
        }
        expect([...read.read(5)]).to.deep.equal([1, 2, 3]);
        transport.close();
        yield* until(1);
      }));

    it('sends what waits before it is closed, however often it is told to', () =>
      run(function* () {
        const [read, write] = pipe();
        const transport = loop._makeWritePipeTransport(write, protocol());
        yield* turns();
        fails('write', EAGAIN);
        transport.write(bytes(1));
        for (let times = 0; times < 2; times++) transport.close();
        yield* until(1);
        transport.close();
        yield* turns();
        expect([trace, ...read.read(5)]).to.deep.equal([[['lost', null]], 1]);
      }));
  });

  describe('datagrams', () => {
    it('are not sent any more after a mistake', () =>
      run(function* () {
        const [one, two] = sockets.socketpair(sockets.AF_UNIX, sockets.SOCK_DGRAM);
        open.push(two);
        two.settimeout(0);
        const transport = loop._makeDatagramTransport(one, protocol());
        yield* turns();
        const fault = new TypeError('it is broken');
        fails('send', EAGAIN, fault);
        for (const value of [1, 2]) transport.sendto(bytes(value));
        yield* until(1);
        expect(() => two.recv(5)).to.throw();
        expect((transport as unknown as Transport).getWriteBufferSize()).to.equal(0);
        expect([trace, reports.map(({ exception }) => exception)]).to.deep.equal([[['lost', fault]], [fault]]);
        yield* turns();
      }));

    it('take over a path that a socket has left', () =>
      run(function* () {
        const folder = mkdtempSync(join(tmpdir(), 'datagrams-'));
        try {
          const path = join(folder, 's');
          const before = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
          before.bind(path);
          before.close();
          const [transport] = yield* loop.createDatagramEndpoint(protocol, {
            localAddr: path,
            family: sockets.AF_UNIX,
          });
          expect(transport.getExtraInfo('sockname')).to.equal(path);
          transport.abort();
          yield* turns();
        } finally {
          rmSync(folder, { recursive: true });
        }
      }));

    it('have their place told by an address that is none', () =>
      run(function* () {
        const sock = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
        open.push(sock);
        const raised: unknown[] = [];
        for (const address of [['127.0.0.1', 1], 'x'.repeat(200)]) {
          try {
            yield* loop._bindSocket(sock, address as string);
          } catch (error) {
            raised.push((error as Error).message);
          }
        }
        expect(raised).to.deep.equal([
          'a path was expected, not 127.0.0.1,1',
          `AF_UNIX path too long: '${'x'.repeat(200)}'`,
        ]);
      }));
  });
});
