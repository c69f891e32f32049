/** Files that the system sends: what is asked of it, when it is left to the fallback, and where the file stands then. */
import { expect } from 'chai';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { syscalls } from '../../../reference/sockets/syscalls';
import { OSError, SendfileNotAvailableError, type Coroutine, type Socket, type Transport } from '../../../spec';
import { failing } from '../failing-calls';
import { needsSockets } from '../needs-sockets';

describe('a file that the system sends', () => {
  let folder = '';
  let loop: SelectorEventLoop;
  let ends: readonly [Socket, Socket];
  let fd: number;
  let seeks: number[];
  const fault = new TypeError('it is broken');
  const source = (more: object = {}): object => ({
    mode: 'rb',
    fileno: () => fd,
    seek: (offset: number) => seeks.push(offset),
    readinto: () => 0,
    ...more,
  });

  needsSockets();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sending-'));
    writeFileSync(join(folder, 'ten'), '0123456789');
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    loop = new SelectorEventLoop();
    ends = asyncio.sockets.socketpair();
    for (const end of ends) end.setblocking(false);
    fd = openSync(join(folder, 'ten'), 'r');
    seeks = [];
  });
  afterEach(() => {
    closeSync(fd);
    for (const end of ends) end.close();
    loop.close();
  });

  /** What is asked of the system when it sends so many bytes each time, and how many are sent. */
  const asked = async (
    counts: readonly number[],
    offset = 0,
    count: number | null = null,
  ): Promise<readonly unknown[]> => {
    const calls = syscalls();
    const own = calls.sendfile;
    const left = [...counts];
    const made: unknown[] = [];
    calls.sendfile = (_to, _from, position, wanted) => {
      made.push([Number(new DataView((position as Uint8Array).buffer).getBigInt64(0, true)), wanted]);
      return left.shift() ?? 0;
    };
    try {
      const sent = await loop.runUntilComplete(loop._sockSendfileNative(ends[0], source(), offset, count));
      return [sent, ...made];
    } finally {
      calls.sendfile = own;
    }
  };

  it('goes out part by part, each from where the last ended', async () => {
    expect(await asked([4, 6, 0])).to.deep.equal([10, [0, 10], [4, 10], [10, 10]]);
    expect(await asked([4, 3], 0, 7)).to.deep.equal([7, [0, 7], [4, 3]]);
    expect(await asked([3, 0], 2, 5)).to.deep.equal([3, [2, 5], [5, 2]]);
    expect(await asked([5], 5, 5)).to.deep.equal([5, [5, 5]]);
    expect(seeks).to.deep.equal([10, 7, 5, 10]);
  });

  it('is nothing where the file is empty, unless it is told how much', async () => {
    writeFileSync(join(folder, 'ten'), '');
    try {
      expect(await asked([])).to.deep.equal([0]);
      expect(await asked([], 0, 3)).to.deep.equal([0, [0, 3]]);
    } finally {
      writeFileSync(join(folder, 'ten'), '0123456789');
    }
  });

  const failure = (of: unknown): Promise<unknown> =>
    loop
      .runUntilComplete(loop._sockSendfileNative(ends[0], of, 0, null))
      .then(() => 'nothing')
      .catch((error: unknown) => error);

  it('is refused for the fallback where the system cannot, and fails later as it fails', async () => {
    const { EINVAL, EAGAIN } = constants.errno;
    const restore = failing('sendfile', EINVAL, fault, EAGAIN, EINVAL);
    try {
      expect(await failure(source())).to.be.instanceOf(SendfileNotAvailableError);
      expect(await failure(source())).to.equal(fault);
      expect(await failure(source()), 'nothing was sent yet').to.be.instanceOf(SendfileNotAvailableError);
    } finally {
      restore();
    }
    const calls = syscalls();
    const own = calls.sendfile;
    let first = true;
    calls.sendfile = () => {
      if (!first) throw new OSError('it was reset');
      first = false;
      return 4;
    };
    try {
      expect(await failure(source()))
        .to.be.instanceOf(OSError)
        .and.not.instanceOf(SendfileNotAvailableError);
      expect(seeks.at(-1)).to.equal(4);
    } finally {
      calls.sendfile = own;
    }
  });

  it('is one that has a descriptor', async () => {
    const raising = (error: Error) => (): never => {
      throw error;
    };
    for (const odd of [{ fileno: undefined }, { fileno: () => 'x' }, { fileno: raising(new OSError('none')) }]) {
      expect(await failure(source(odd))).to.be.instanceOf(SendfileNotAvailableError);
    }
    expect(await failure(source({ fileno: () => 99_999 }))).to.be.instanceOf(SendfileNotAvailableError);
    expect(await failure(source({ fileno: raising(fault) }))).to.equal(fault);
  });

  it('leaves its transport reading, or not, as it was', () =>
    loop.runUntilComplete(
      (function* (): Coroutine<void> {
        const [transport] = (yield* loop.createConnection(() => new asyncio.Protocol(), null, null, {
          sock: ends[0],
        })) as readonly [Transport, unknown];
        for (const paused of [false, true]) {
          if (paused) transport.pauseReading();
          const meanwhile: boolean[] = [];
          const watched = source({
            fileno: () => {
              meanwhile.push(transport.isReading());
              return fd;
            },
          });
          expect(yield* loop._sendfileNative(transport, watched, 0, null)).to.equal(10);
          expect([meanwhile, transport.isReading()]).to.deep.equal([[false], !paused]);
          transport.write(new Uint8Array(1));
        }
        transport.abort();
        yield* asyncio.sleep(0);
      })(),
    ));
});
