/** The protocol that stands in for the program's while a file is sent over its transport. */
import { expect } from 'chai';
import { SendfileProtocol, type FileTransport } from '../../../reference/network/sendfile-protocol';
import {
  ConnectionError,
  ConnectionResetError,
  RuntimeError,
  type AbstractEventLoop,
  type BaseProtocol,
  type Coroutine,
} from '../../../spec';

describe('the protocol of a transport over which a file is sent', () => {
  interface Fake {
    readonly transport: FileTransport;
    readonly calls: unknown[];
    reading: boolean;
    closing: boolean;
  }
  const original = (calls: unknown[]): BaseProtocol =>
    ({
      pauseWriting: () => calls.push('original pauses'),
      resumeWriting: () => calls.push('original resumes'),
      connectionLost: (error: unknown) => calls.push(['original lost', error]),
    }) as unknown as BaseProtocol;
  const fake = (): Fake => {
    const calls: unknown[] = [];
    let protocol = original(calls);
    const made = {
      calls,
      reading: true,
      closing: false,
      transport: {
        write: (data: Uint8Array) => calls.push([...data]),
        getProtocol: () => protocol,
        setProtocol: (next: BaseProtocol) => {
          protocol = next;
        },
        isReading: () => made.reading,
        pauseReading: () => {
          made.reading = false;
        },
        resumeReading: () => {
          made.reading = true;
        },
        isClosing: () => made.closing,
      } as unknown as FileTransport,
    };
    return made;
  };
  const loop = {
    createFuture: () => {
      let done = false;
      return {
        done: () => done,
        setResult: () => {
          done = true;
        },
        *[Symbol.iterator](): Generator<string> {
          while (!done) yield 'waits';
        },
      };
    },
  } as unknown as AbstractEventLoop;
  const step = (sending: Coroutine<void>): boolean => (sending.next() as { done?: boolean }).done === true;

  it('pauses reading, sends, and gives back', () => {
    const { transport, calls } = fake();
    const before = transport.getProtocol();
    const sending = new SendfileProtocol(loop, transport);
    expect(transport.getProtocol()).to.equal(sending);
    expect(transport.isReading()).to.equal(false);
    expect(step(sending.send(new Uint8Array([1, 2])))).to.equal(true);
    expect(calls).to.deep.equal([[1, 2]]);
    expect(() => {
      sending.dataReceived();
    }).to.throw(RuntimeError, 'reading should be paused');
    sending.restore();
    expect(transport.getProtocol()).to.equal(before);
    expect(transport.isReading()).to.equal(true);
    expect(calls).to.deep.equal([[1, 2]]);
  });

  it('leaves reading paused that was', () => {
    const made = fake();
    made.reading = false;
    new SendfileProtocol(loop, made.transport).restore();
    expect(made.reading).to.equal(false);
  });

  it('waits for room, and hands on that there is some to who was asked to wait before', () => {
    const { transport, calls } = fake();
    const sending = new SendfileProtocol(loop, transport);
    sending.resumeWriting();
    expect(calls).to.deep.equal(['original resumes']);
    sending.pauseWriting();
    const block = sending.send(new Uint8Array([1]));
    expect(step(block)).to.equal(false);
    sending.resumeWriting();
    expect(step(block)).to.equal(true);
    expect(calls).to.deep.equal(['original resumes', [1]]);
    sending.pauseWriting();
    sending.restore();
    expect(calls.at(-1)).to.equal('original pauses');
  });

  it('ends with the connection', () => {
    for (const [lost, raised] of [
      [new ConnectionResetError('it was reset'), ConnectionResetError],
      [null, ConnectionError],
      [new TypeError('it is broken'), ConnectionError],
    ] as const) {
      const { transport, calls } = fake();
      const sending = new SendfileProtocol(loop, transport);
      sending.pauseWriting();
      const block = sending.send(new Uint8Array([1]));
      expect(step(block)).to.equal(false);
      sending.connectionLost(lost);
      expect(calls.at(-1)).to.deep.equal(['original lost', lost]);
      expect(() => step(block)).to.throw(raised);
      expect(() => step(sending.send(new Uint8Array([2])))).to.throw(raised);
      sending.restore();
      expect(calls).not.to.include('original pauses');
    }
    const made = fake();
    const sending = new SendfileProtocol(loop, made.transport);
    made.closing = true;
    expect(() => step(sending.send(new Uint8Array([1])))).to.throw(ConnectionError, 'closed by peer');
    expect(made.calls).to.deep.equal([]);
  });
});
