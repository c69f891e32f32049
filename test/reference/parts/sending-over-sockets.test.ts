/** Sockets of the kit's own that send and receive: how much, in how many pieces, and how long they wait. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { BlockingIOError, TimeoutError, ValueError } from '../../../spec';
import { keptSockets } from '../kept-sockets';

const { sockets } = asyncio;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('sockets of the kit', () => {
  const { pair } = keptSockets();

  it('send and receive, and say how much', () => {
    const [one, two] = pair();
    expect(one.send(bytes('hello'))).to.equal(5);
    expect(text(two.recv(2))).to.equal('he');
    expect(text(two.recv(10, sockets.MSG_PEEK))).to.equal('llo');
    const room = new Uint8Array(8);
    expect(two.recvInto(room)).to.equal(3);
    expect(text(room.subarray(0, 3))).to.equal('llo');
    one.sendall(bytes('all of it'));
    expect(text(two.recv(100))).to.equal('all of it');
    one.sendall(bytes(''));
    one.send(bytes('x'));
    expect(two.recv(0)).to.have.length(0);
    expect(text(two.recv(1))).to.equal('x');
    one.shutdown(sockets.SHUT_WR);
    expect(two.recv(1)).to.have.length(0);
  });

  it('send all in as many pieces as it takes', () => {
    const [one, two] = pair();
    one.settimeout(0.05);
    const data = new Uint8Array(4 << 20);
    expect(() => {
      one.sendall(data);
    }).to.throw(TimeoutError);
    one.settimeout(0);
    let taken = 0;
    two.settimeout(0);
    for (;;) {
      try {
        taken += two.recv(1 << 20).length;
      } catch (error) {
        expect(error).to.be.instanceOf(BlockingIOError);
        break;
      }
    }
    expect(taken).to.be.greaterThan(0).and.lessThan(data.length);
    const little = bytes('0123456789'.repeat(10));
    one.sendall(little);
    expect(text(two.recv(1000))).to.equal(text(little));
  });

  it('wait no longer than their timeout', () => {
    const [one] = pair();
    expect(one.gettimeout()).to.equal(null);
    one.settimeout(0.02);
    expect(one.gettimeout()).to.equal(0.02);
    const start = performance.now();
    expect(() => one.recv(1)).to.throw(TimeoutError, 'timed out');
    expect(performance.now() - start).to.be.within(15, 5000);
    one.setblocking(false);
    expect(one.gettimeout()).to.equal(0);
    expect(() => one.recv(1)).to.throw(BlockingIOError);
    one.setblocking(true);
    expect(one.gettimeout()).to.equal(null);
    expect(() => {
      one.settimeout(-1);
    }).to.throw(ValueError, 'out of range');
    expect(() => {
      one.settimeout(NaN);
    }).to.throw(ValueError);
  });

  it('wait for what there is by now at once', () => {
    const [one, two] = pair();
    two.settimeout(10);
    one.send(bytes('x'));
    const start = performance.now();
    expect(text(two.recv(1))).to.equal('x');
    expect(performance.now() - start).to.be.lessThan(5000);
  });

  it('are told of no room, and of room', () => {
    const [one, two] = pair();
    one.settimeout(0);
    const filling = (): void => {
      for (;;) one.send(new Uint8Array(1 << 16));
    };
    expect(filling).to.throw(BlockingIOError);
    one.settimeout(0.02);
    expect(() => one.send(bytes('x'))).to.throw(TimeoutError);
    two.settimeout(0);
    expect(() => {
      for (;;) two.recv(1 << 20);
    }).to.throw(BlockingIOError);
    one.settimeout(5);
    expect(one.send(bytes('y'))).to.equal(1);
  });

  it('refuse what is no count', () => {
    const [one] = pair();
    expect(() => one.recv(-1)).to.throw(ValueError, 'negative buffersize');
    expect(() => one.recv('1' as unknown as number)).to.throw(TypeError, 'a number of bytes');
    expect(() => one.recv(1.5)).to.throw(TypeError);
    expect(() => one.recvfrom(-1)).to.throw(ValueError);
  });
});
