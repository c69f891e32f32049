/** The base classes of transports and protocols: what they know, what they refuse, and who derives from whom. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import {
  BaseTransport,
  checkBytes,
  DatagramTransport,
  joined,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from '../../../reference/transports/base-transports';
import { begin } from '../../../reference/transports/begin';
import { NotImplementedError } from '../../../spec';

type Methods = Readonly<Record<string, (...given: unknown[]) => unknown>>;

const COMMON = ['isClosing', 'close', 'setProtocol', 'getProtocol'];
const READING = ['isReading', 'pauseReading', 'resumeReading'];
const WRITING = [
  ...['setWriteBufferLimits', 'getWriteBufferSize', 'getWriteBufferLimits', 'write', 'writelines', 'writeEof'],
  ...['canWriteEof', 'abort'],
];
const CHILD = ['getPid', 'getReturncode', 'getPipeTransport', 'sendSignal', 'terminate', 'kill'];

/** In Python's spelling. */
const python = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('the base classes of transports', () => {
  for (const [Class, names] of [
    [BaseTransport, COMMON],
    [ReadTransport, [...COMMON, ...READING]],
    [WriteTransport, [...COMMON, ...WRITING]],
    [Transport, [...COMMON, ...READING, ...WRITING]],
    [DatagramTransport, [...COMMON, 'sendto', 'abort']],
    [SubprocessTransport, [...COMMON, ...CHILD]],
  ] as const) {
    it(`leave all to the successor of ${Class.name}`, () => {
      const transport = new Class() as unknown as Methods;
      for (const name of names) {
        // The chunks are written as one piece.
        const refused = name === 'writelines' ? 'write' : python(name);
        expect(() => transport[name]?.([]), name).to.throw(NotImplementedError, `${refused}() is not implemented`);
      }
    });
  }

  it('have facts by name, of which they keep a copy', () => {
    const extra: Record<string, unknown> = { sockname: 'here', nothing: undefined };
    const transport = new BaseTransport(extra);
    extra['sockname'] = 'there';
    expect(transport.getExtraInfo('sockname')).to.equal('here');
    expect(transport.getExtraInfo('nothing', 1)).to.equal(undefined);
    expect([transport.getExtraInfo('toString'), transport.getExtraInfo('other', 2)]).to.deep.equal([null, 2]);
    expect(new BaseTransport().getExtraInfo('sockname')).to.equal(null);
  });

  it('descend from each other as in Python', () => {
    const both = new Transport();
    const made = [new BaseTransport(), new ReadTransport(), new WriteTransport(), both, new DatagramTransport()];
    const of = (Class: new () => unknown): readonly boolean[] => made.map((one) => one instanceof Class);
    expect(of(BaseTransport)).to.deep.equal([true, true, true, true, true]);
    expect(of(ReadTransport)).to.deep.equal([false, true, false, true, false]);
    expect(of(WriteTransport)).to.deep.equal([false, false, true, true, false]);
    expect(of(Transport)).to.deep.equal([false, false, false, true, false]);
    // A successor of WriteTransport is no other than its own kind.
    class Pipe extends WriteTransport {}
    expect([new Pipe() instanceof WriteTransport, both instanceof Pipe]).to.deep.equal([true, false]);
  });

  it('join chunks of bytes, and of nothing else', () => {
    const chunks = [[1, 2], [], [3]].map((chunk) => new Uint8Array(chunk));
    expect([...joined(chunks)]).to.deep.equal([1, 2, 3]);
    expect(joined([])).to.have.length(0);
    expect([...joined(chunks.values())]).to.deep.equal([1, 2, 3]);
    expect(() => joined([chunks[0] as Uint8Array, 'text' as never])).to.throw(
      TypeError,
      'a bytes-like object is required, not string',
    );
    expect(() => joined(5 as never)).to.throw(TypeError);
    checkBytes(chunks[0]);
    expect(() => {
      checkBytes(null);
    }).to.throw(TypeError, 'data argument must be a bytes-like object, not None');
    expect(() => {
      checkBytes('text');
    }).to.throw(TypeError, 'data argument must be a bytes-like object, not string');
  });

  it('begin in three steps, each a callback', () => {
    const trace: string[] = [];
    const scheduled: (() => unknown)[] = [];
    const step = (name: string) => (): void => {
      trace.push(name);
    };
    const start = (waiter: unknown): void => {
      begin((callback) => scheduled.push(callback), step('made'), step('read'), waiter as never);
    };
    let done = false;
    start({ done: () => done, setResult: step('ready') });
    expect([trace, scheduled.length]).to.deep.equal([[], 3]);
    for (const callback of scheduled.splice(0)) callback();
    expect(trace.splice(0)).to.deep.equal(['made', 'read', 'ready']);
    done = true;
    start({ done: () => done, setResult: step('ready') });
    for (const callback of scheduled.splice(0)) callback();
    expect(trace.splice(0)).to.deep.equal(['made', 'read']);
    start(null);
    expect(scheduled).to.have.length(2);
  });
});

describe('the base classes of protocols', () => {
  it('have callbacks that do nothing', () => {
    const { BaseProtocol: Base, Protocol, BufferedProtocol, DatagramProtocol, SubprocessProtocol } = asyncio;
    const common = ['connectionMade', 'connectionLost', 'pauseWriting', 'resumeWriting'];
    for (const [Class, names] of [
      [Base, []],
      [Protocol, ['dataReceived', 'eofReceived']],
      [BufferedProtocol, ['bufferUpdated', 'eofReceived']],
      [DatagramProtocol, ['datagramReceived', 'errorReceived']],
      [SubprocessProtocol, ['pipeDataReceived', 'pipeConnectionLost', 'processExited']],
    ] as const) {
      const protocol = new Class() as unknown as Methods;
      for (const name of [...common, ...names]) expect(protocol[name]?.(), name).to.equal(undefined);
    }
  });
});
