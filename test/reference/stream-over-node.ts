/** A stream of NodeEventLoop by itself: over a connection that says what a test has node say, and writes down what it is told. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { StreamTransport, type StreamOptions } from '../../reference/node/stream-transport';
import type { BaseProtocol } from '../../spec';
import { ManualLoop } from './manual-loop';

/** In the place of node's socket of a stream. */
export class ScriptedConnection extends EventEmitter {
  localAddress: string | undefined = '10.0.0.1';
  localPort = 1;
  remoteAddress = '10.0.0.2';
  remotePort = 2;
  localFamily = 'IPv4';
  /** Whether the system takes at once what is written. */
  takes = true;
  writableLength = 0;
  #written: (() => void)[] = [];

  constructor(readonly trace: unknown[]) {
    super();
  }
  pause(): void {
    this.trace.push('node pauses');
  }
  resume(): void {
    this.trace.push('node reads');
  }
  end(): void {
    this.trace.push('node ends');
  }
  destroy(): void {
    this.trace.push('node destroys');
  }
  write(piece: Uint8Array, written: () => void): void {
    this.trace.push(['node writes', piece.length]);
    this.#written.push(written);
    if (!this.takes) this.writableLength = piece.length;
  }
  flush(): void {
    this.writableLength = 0;
    for (const written of this.#written.splice(0)) written();
  }
}

export class StreamOverNode {
  readonly loop = new ManualLoop();
  /** What the connection and the protocol are told, and whoever waits for the transport. */
  readonly trace: unknown[] = [];
  connection!: ScriptedConnection;
  stream!: StreamTransport;

  /** What it begins with is written down when the loop runs. `more` has methods of the protocol. */
  begin(more: object = {}, options: StreamOptions = {}): void {
    const { trace } = this;
    const protocol = {
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push(data.length > 9 ? data.length : [...data]),
      eofReceived: () => void trace.push('eof'),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    } as unknown as BaseProtocol;
    const waiter = { done: () => false, setResult: () => trace.push('ready') } as never;
    this.connection = new ScriptedConnection(trace);
    this.stream = new StreamTransport(
      this.loop.asLoop,
      this.connection as unknown as Socket,
      protocol,
      waiter,
      options,
    );
  }
  /** It has begun, and nothing is written down yet. */
  open(more: object = {}, options: StreamOptions = {}): void {
    this.begin(more, options);
    this.loop.run();
    this.trace.length = 0;
  }
  /** What is written down while `action` runs, and what it leads to. */
  seen(action: () => void = () => {}): readonly unknown[] {
    action();
    this.loop.run();
    return this.trace.splice(0);
  }
}
