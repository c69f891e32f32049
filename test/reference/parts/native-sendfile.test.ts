/** SelectorEventLoop sends files by the system call: what a caller sees of it besides the contract. */
import { expect } from 'chai';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, SelectorEventLoop } from '../../../reference';
import {
  ConnectionError,
  type Coroutine,
  type FileObject,
  type Socket,
  type Task,
  type Transport,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

/** More than a pair of unix sockets holds. */
const CONTENT = Buffer.alloc(4 << 20, 'abcdefg');

describe('sendfile of SelectorEventLoop', () => {
  let folder = '';
  let loop: SelectorEventLoop;
  let file: FileObject;
  let ends: readonly [Socket, Socket];

  needsSockets();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sendfile-'));
    writeFileSync(join(folder, 'content'), CONTENT);
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    loop = new SelectorEventLoop();
    file = asyncio.files.open(join(folder, 'content'), 'rb');
    ends = asyncio.sockets.socketpair();
    for (const end of ends) end.setblocking(false);
  });
  afterEach(() => {
    file.close();
    for (const end of ends) end.close();
    loop.close();
  });

  function* connected(): Coroutine<Transport> {
    const [transport] = yield* loop.createConnection(() => new asyncio.Protocol(), null, null, { sock: ends[0] });
    return transport;
  }

  /** Sends without the fallback, and comes back when it waits for room. */
  function* begun(transport: Transport): Coroutine<Task<number>> {
    const sending = loop.createTask(loop.sendfile(transport, file, 0, null, { fallback: false }));
    expect(yield* loop.sockRecv(ends[1], 1)).to.have.lengthOf(1);
    for (let turn = 0; turn < 5; turn++) yield* asyncio.sleep(0);
    expect(sending.done(), 'while nobody reads').to.equal(false);
    return sending;
  }

  function* receive(count: number): Coroutine<Buffer> {
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0;) {
      const piece = yield* loop.sockRecv(ends[1], left);
      if (piece.length === 0) break;
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  function* failureOf(sending: Task<number>): Coroutine {
    try {
      return yield* sending;
    } catch (error) {
      return error;
    }
  }

  it('needs no fallback, over a transport and over a socket', () =>
    loop.runUntilComplete(
      (function* () {
        const [one, other] = ends;
        const plain = loop.createTask(loop.sockSendfile(one, file, 5, null, { fallback: false }));
        expect((yield* receive(CONTENT.length - 5)).equals(CONTENT.subarray(5)), 'over a socket').to.equal(true);
        expect(yield* plain).to.equal(CONTENT.length - 5);
        const transport = yield* connected();
        const sending = loop.createTask(loop.sendfile(transport, file, 0, null, { fallback: false }));
        expect((yield* receive(CONTENT.length)).equals(CONTENT), 'over a transport').to.equal(true);
        expect(yield* sending).to.equal(CONTENT.length);
        transport.abort();
        yield* loop.sockRecv(other, 1);
      })(),
    ));

  it('fails with the error of the connection, halfway, and does not begin anew', () =>
    loop.runUntilComplete(
      (function* () {
        const sending = yield* begun(yield* connected());
        ends[1].close();
        expect(yield* failureOf(sending)).to.be.an.instanceof(ConnectionError);
        expect(file.tell()).to.be.within(1, CONTENT.length - 1);
      })(),
    ));

  for (const end of ['close', 'abort'] as const) {
    it(`ends when ${end}() is called meanwhile`, () =>
      loop.runUntilComplete(
        (function* () {
          const transport = yield* connected();
          const sending = yield* begun(transport);
          transport[end]();
          expect(yield* failureOf(sending)).to.be.an.instanceof(ConnectionError);
        })(),
      ));
  }

  it('leaves the transport as it was when it is cancelled', () =>
    loop.runUntilComplete(
      (function* () {
        const transport = yield* connected();
        const sending = yield* begun(transport);
        sending.cancel();
        yield* failureOf(sending);
        expect(transport.isReading()).to.equal(true);
        const sent = file.tell();
        transport.write(Buffer.from('after'));
        const rest = yield* receive(sent - 1 + 5);
        expect(rest.subarray(-5).toString()).to.equal('after');
        transport.abort();
        yield* asyncio.sleep(0);
      })(),
    ));

  it('falls back where the system sends no such file', () =>
    loop.runUntilComplete(
      (function* () {
        const [read, write] = asyncio.files.pipe();
        write.write(Buffer.from('through a pipe'));
        write.close();
        // A pipe cannot be sent, and has no position.
        const source = { mode: 'rb', fileno: () => read.fileno(), readinto: (room: Uint8Array) => read.readinto(room) };
        expect(yield* loop.sockSendfile(ends[0], source, 0, 14)).to.equal(14);
        expect((yield* receive(14)).toString()).to.equal('through a pipe');
        read.close();
      })(),
    ));

  it('sends by the number of a file that is closed nothing', () => {
    const fd = openSync(join(folder, 'content'), 'r');
    closeSync(fd);
    const source = { mode: 'rb', fileno: () => fd, readinto: () => 0 };
    return loop.runUntilComplete(
      (function* () {
        expect(yield* loop.sockSendfile(ends[0], source)).to.equal(0);
      })(),
    );
  });
});
