/** Datagrams of NodeEventLoop by themselves: over a socket that says what a test has node say, and writes down what it is told. */
import { NodeDatagramTransport, type DatagramOptions } from '../../reference/node/datagram-transport';
import type { DatagramEvent, HostDatagramSocket } from '../../reference/node/host-datagram-socket';
import type { Address, BaseProtocol, OSError } from '../../spec';
import { ManualLoop } from './manual-loop';

/** Where datagrams come from. */
export const FROM: Address = ['10.0.0.2', 2];

export class DatagramsOverNode {
  readonly loop = new ManualLoop();
  /** What the socket and the protocol are told, and whoever waits for the transport. */
  readonly trace: unknown[] = [];
  transport!: NodeDatagramTransport;
  /** Node's socket tells the transport. */
  tell!: (event: DatagramEvent) => void;
  /** How many wait in node. */
  queued = 0;
  /** What node calls when it has sent each. */
  readonly sent: ((failure: Error | null) => void)[] = [];

  arrive(data: Uint8Array): void {
    this.tell({ data, from: FROM });
  }
  refuse(): void {
    this.tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
  }

  /** What it begins with is written down when the loop runs. `more` has methods of the protocol. */
  begin(more: object = {}, options: DatagramOptions = {}, peer: Address | null = null): void {
    const { trace } = this;
    const protocol = {
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      datagramReceived: (data: Uint8Array, of: Address) =>
        trace.push(data.length > 9 ? data.length : [...data, of === FROM]),
      errorReceived: (error: OSError) => trace.push([error.name, error.code]),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    } as unknown as BaseProtocol;
    const waiter = { done: () => false, setResult: () => trace.push('ready') } as never;
    this.transport = new NodeDatagramTransport(this.loop.asLoop, this.#socket(peer), protocol, waiter, options);
  }
  /** It has begun, and nothing is written down yet. */
  open(more: object = {}, options: DatagramOptions = {}, peer: Address | null = null): void {
    this.begin(more, options, peer);
    this.loop.run();
    this.trace.length = 0;
  }
  /** What is written down while `action` runs, and what it leads to. */
  seen(action: () => void = () => {}): readonly unknown[] {
    action();
    this.loop.run();
    return this.trace.splice(0);
  }

  /** In the place of node's socket. */
  #socket(peername: Address | null): HostDatagramSocket {
    const { trace } = this;
    return {
      ...{ family: 2, type: 2, proto: 17, peername },
      getsockname: () => ['10.0.0.1', 1],
      deliverTo: (listener: (event: DatagramEvent) => void) => {
        trace.push('node reads');
        this.tell = listener;
      },
      close: () => trace.push('node closes'),
      socket: {
        send: (data: Uint8Array, ...to: readonly unknown[]) => {
          trace.push(['node sends', ...data, ...to.slice(0, -1)]);
          if (to[0] === 0) throw new RangeError('Port should be > 0');
          this.sent.push(to.at(-1) as (failure: Error | null) => void);
        },
        getSendQueueCount: () => this.queued,
      },
    } as unknown as HostDatagramSocket;
  }
}
