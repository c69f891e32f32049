/** What waits to be sent, in each of the three places where it does: before node, before TLS, and before the kernel. */
import { expect } from 'chai';
import type { Socket } from 'node:net';
import { WriteQueue } from '../../../reference/node/write-queue';
import { Outgoing } from '../../../reference/selector/outgoing';
import { PlainQueue } from '../../../reference/tls/plain-queue';

const PIECE = 64 * 1024;
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const lengths = (pieces: readonly Uint8Array[]): readonly number[] => pieces.map((piece) => piece.length);

/** Node's socket: what it was given, and whether the kernel takes it. */
class Connection {
  takes = true;
  writableLength = 0;
  readonly pieces: Uint8Array[] = [];
  readonly contents: number[][] = [];
  #written: (() => void)[] = [];

  write(piece: Uint8Array, written: () => void): void {
    this.pieces.push(piece);
    this.contents.push([...new Set(piece)]);
    this.#written.push(written);
    if (!this.takes) this.writableLength = piece.length;
  }
  /** Node says of the oldest piece that it is written. */
  confirm(): void {
    this.#written.shift()?.();
  }
  /** The kernel has taken what node had, and node says so of all. */
  flush(): void {
    this.writableLength = 0;
    while (this.#written.length > 0) this.confirm();
  }
}

describe('what waits for node', () => {
  let connection: Connection;
  let told: number;
  let queue: WriteQueue;

  beforeEach(() => {
    connection = new Connection();
    told = 0;
    queue = new WriteQueue(connection as unknown as Socket, () => (told += 1));
  });

  it('is nothing where the kernel takes all', () => {
    const data = filled(2 * PIECE + 1, 7);
    queue.push(data);
    expect(lengths(connection.pieces)).to.deep.equal([PIECE, PIECE, 1]);
    expect(connection.contents).to.deep.equal([[7], [7], [7]]);
    queue.push(filled(3 * PIECE, 7));
    expect(lengths(connection.pieces.slice(3))).to.deep.equal([PIECE, PIECE, PIECE]);
    queue.push(filled(3, 8));
    expect(connection.contents.at(-1)).to.deep.equal([8]);
    expect(queue.size).to.equal(0);
    connection.flush();
    expect([told, queue.settle()]).to.deep.equal([0, false]);
  });

  it('is copied to one place, as long as the kernel takes it', () => {
    queue.push(filled(3, 1));
    queue.push(filled(PIECE, 2));
    const other = new Connection();
    new WriteQueue(other as unknown as Socket, () => {}).push(filled(5, 3));
    const places = new Set([...connection.pieces, ...other.pieces].map(({ buffer }) => buffer));
    expect(places.size).to.equal(1);
  });

  it('stays what it was while node has it', () => {
    connection.takes = false;
    const data = filled(1, 1);
    queue.push(data);
    queue.push(data);
    data.fill(9);
    new WriteQueue(new Connection() as unknown as Socket, () => {}).push(filled(3, 5));
    expect([...(connection.pieces[0] ?? [])]).to.deep.equal([1]);
    connection.flush();
    expect(queue.settle()).to.equal(true);
    expect([...(connection.pieces[1] ?? [])]).to.deep.equal([1]);
  });

  it('goes out a piece at a time, each when the one before was sent', () => {
    connection.takes = false;
    queue.push(filled(10, 1));
    queue.push(filled(PIECE + 2, 2));
    queue.push(filled(3, 3));
    expect(lengths(connection.pieces)).to.deep.equal([10]);
    expect(queue.size).to.equal(10 + PIECE + 2 + 3);
    connection.flush();
    expect(told).to.equal(1);
    // Until the loop has looked nothing changes.
    expect(queue.size).to.equal(10 + PIECE + 2 + 3);
    expect(queue.settle()).to.equal(true);
    expect(lengths(connection.pieces)).to.deep.equal([10, PIECE]);
    expect(queue.size).to.equal(PIECE + 2 + 3);
    expect(queue.settle()).to.equal(false);
    connection.takes = true;
    connection.flush();
    expect(queue.settle()).to.equal(true);
    expect(lengths(connection.pieces)).to.deep.equal([10, PIECE, 2, 3]);
    expect(connection.contents).to.deep.equal([[1], [2], [2], [3]]);
    expect([told, queue.size]).to.deep.equal([2, 0]);
  });

  it('begins with the first piece that the kernel does not take', () => {
    connection.takes = false;
    queue.push(filled(2 * PIECE + 5, 1));
    expect(lengths(connection.pieces)).to.deep.equal([PIECE]);
    expect(queue.size).to.equal(2 * PIECE + 5);
    for (let i = 0; i < 2; i++) {
      connection.flush();
      queue.settle();
    }
    expect(lengths(connection.pieces)).to.deep.equal([PIECE, PIECE, 5]);
    expect(queue.size).to.equal(5);
  });

  it('is not sent because an earlier piece was', () => {
    queue.push(filled(1, 1));
    queue.push(filled(1, 2));
    connection.takes = false;
    queue.push(filled(1, 3));
    connection.confirm();
    connection.confirm();
    expect([told, queue.settle(), queue.size]).to.deep.equal([0, false, 1]);
    connection.confirm();
    expect([told, queue.settle(), queue.size]).to.deep.equal([1, true, 0]);
  });

  it('is forgotten', () => {
    connection.takes = false;
    queue.push(filled(4, 1));
    queue.push(filled(4, 2));
    queue.clear();
    expect(queue.size).to.equal(0);
    connection.flush();
    expect([told, queue.settle()]).to.deep.equal([0, false]);
    expect(connection.pieces).to.have.length(1);
    // What comes after goes out alone.
    connection.takes = true;
    queue.push(filled(2, 3));
    connection.takes = false;
    queue.push(filled(2, 4));
    connection.flush();
    expect(queue.settle()).to.equal(true);
    expect(connection.contents).to.deep.equal([[1], [3], [4]]);
  });
});

describe('what waits for TLS', () => {
  let queue: PlainQueue;
  beforeEach(() => {
    queue = new PlainQueue();
  });

  it('goes out in pieces, joined where they are short', () => {
    queue.push(filled(10, 1));
    queue.push(filled(20, 2));
    queue.push(filled(PIECE - 30, 3));
    queue.push(filled(1, 4));
    expect(queue.size).to.equal(PIECE + 1);
    const piece = queue.next();
    expect(piece).to.have.length(PIECE);
    expect([piece?.[0], piece?.[10], piece?.[29], piece?.[30]]).to.deep.equal([1, 2, 2, 3]);
    expect(queue.size, 'what is on its way counts').to.equal(PIECE + 1);
    expect(queue.next(), 'one at a time').to.equal(null);
    queue.sent();
    expect(queue.size).to.equal(1);
    expect([...(queue.next() ?? [])]).to.deep.equal([4]);
    queue.push(filled(1, 5));
    queue.push(filled(1, 6));
    expect(queue.next(), 'a single byte counts, too').to.equal(null);
    queue.sent();
    expect([...(queue.next() ?? [])]).to.deep.equal([5, 6]);
    queue.sent();
    expect([queue.size, queue.next()]).to.deep.equal([0, null]);
  });

  it('is cut where it is long', () => {
    queue.push(filled(PIECE + 3, 1));
    queue.push(filled(PIECE, 2));
    expect(queue.next()).to.have.length(PIECE);
    queue.sent();
    expect(queue.next()).to.have.length(3);
    queue.sent();
    expect(queue.next()).to.have.length(PIECE);
  });

  it('is a copy', () => {
    const data = filled(2, 1);
    queue.push(data);
    data.fill(9);
    expect([...(queue.next() ?? [])]).to.deep.equal([1, 1]);
  });

  it('is forgotten', () => {
    queue.push(filled(5, 1));
    queue.next();
    queue.push(filled(5, 2));
    queue.clear();
    expect([queue.size, queue.next()]).to.deep.equal([0, null]);
    queue.push(filled(1, 3));
    expect([...(queue.next() ?? [])]).to.deep.equal([3]);
  });
});

describe('what waits for the kernel', () => {
  /** What it takes of each piece; `null` when it has no room. */
  const outgoing = (...takes: readonly (number | null)[]): { queue: Outgoing; sent: (readonly number[])[] } => {
    const sent: (readonly number[])[] = [];
    const counts = [...takes];
    const queue = new Outgoing((fd, data) => {
      sent.push([fd, ...data]);
      const count = counts.shift();
      return count === undefined ? data.length : count;
    });
    return { queue, sent };
  };

  it('goes out until there is no more room', () => {
    const { queue, sent } = outgoing(2, 1, null);
    const data = new Uint8Array([1, 2]);
    queue.push(data);
    data.fill(9);
    queue.push(new Uint8Array([3, 4, 5]));
    expect(queue.size).to.equal(5);
    queue.send(7);
    expect(sent).to.deep.equal([
      [7, 1, 2],
      [7, 3, 4, 5],
    ]);
    expect(queue.size).to.equal(2);
    queue.send(7);
    expect(sent.at(-1)).to.deep.equal([7, 4, 5]);
    expect(queue.size).to.equal(2);
    queue.send(7);
    expect(queue.size).to.equal(0);
    queue.send(7);
    expect(sent).to.have.length(4);
  });

  it('is forgotten', () => {
    const { queue, sent } = outgoing();
    queue.push(new Uint8Array(3));
    queue.clear();
    expect(queue.size).to.equal(0);
    queue.send(7);
    expect(sent).to.deep.equal([]);
  });
});
