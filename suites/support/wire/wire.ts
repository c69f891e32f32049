/** The other end of the loop under test: peers that a test tells what to do. They live in a thread of their own. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '../../../spec';
import type { PeerFacts, SecureFacts, StreamEnd, WirePlace, WireTls } from './messages';
import { NamedPipe } from './named-pipe';
import type { Lacking } from './platform';
import { WireLine } from './wire-line';

let line: WireLine | undefined;

/**
 * Starts the wire thread of this process, unless it runs. Who judges a subject does so before it is loaded: the thread then has
 * node's classes as they are, whatever the subject does to those of its own thread.
 */
export function startWire(): WireLine {
  line ??= new WireLine();
  return line;
}

export function wireRuns(): boolean {
  return line !== undefined;
}

let lacking: Lacking | undefined;

/** What the platform cannot do, each with the reason; nothing is said where no wire was started: nobody will need it. */
export function platformLacks(): Lacking {
  lacking ??= line?.call('lacking', {});
  return lacking ?? {};
}

/** An end of a stream. A synchronous method returns when the kernel has what it gave, or as much of it as it takes. */
export class Peer {
  readonly #line: WireLine;
  readonly #n: number;
  /** Its own address, and the one of the loop's end; of no meaning on a unix socket. */
  readonly local: Address;
  readonly remote: Address;

  /** @internal */
  constructor(wire: WireLine, { n, local, remote }: PeerFacts) {
    this.#line = wire;
    this.#n = n;
    this.local = local;
    this.remote = remote;
  }

  /** What the kernel does not take is sent on as the loop reads. */
  write(data: Uint8Array): void {
    this.#line.call('write', { n: this.#n, data });
  }
  /** End of the stream: FIN. The peer goes on reading. */
  end(): void {
    this.#line.call('end', { n: this.#n });
  }
  /** On TCP a RST. On a unix socket closing with unread bytes is what comes near. */
  reset(): void {
    this.#line.call('reset', { n: this.#n });
  }
  /** Closes both ways. */
  close(): void {
    this.#line.call('close', { n: this.#n });
  }
  /** Speaks TLS from now on, and begins the handshake; as the server where nothing else is said. */
  startTls(tls: WireTls = {}, side: 'server' | 'client' = 'server'): void {
    this.#line.call('startTls', { n: this.#n, tls, server: side === 'server' });
  }
  /** What came of the handshake. Rejected when it failed. */
  secured(): Promise<SecureFacts> {
    return this.#line.ask('secured', { n: this.#n });
  }
  /** Ends the connection below TLS by a FIN, without the end that TLS has: what a cable that is cut looks like. */
  cut(): void {
    this.#line.call('cut', { n: this.#n });
  }
  /** The next `count` bytes, or fewer where the stream ended. Until asked, a peer reads nothing. */
  async read(count: number): Promise<Uint8Array> {
    return (await this.#line.ask('read', { n: this.#n, count })).data;
  }
  /** All there is to come, and how it ended. */
  async readToEnd(): Promise<{ readonly data: Uint8Array; readonly how: StreamEnd }> {
    const { data, how } = await this.#line.ask('read', { n: this.#n, count: null });
    return { data, how: how ?? 'reset' };
  }
}

/** The listening side of the wire, in its own thread. */
export class Listener {
  readonly #line: WireLine;
  readonly #n: number;
  /** `[host, port]`, or the path of a unix socket. */
  readonly address: Address;

  /** @internal */
  constructor(wire: WireLine, n: number, address: Address) {
    this.#line = wire;
    this.#n = n;
    this.address = address;
  }

  get host(): string {
    return this.address[0];
  }
  get port(): number {
    return this.address[1] as number;
  }
  /** The next connection; it has been made already, so that nothing of the loop is needed. */
  accept(): Peer {
    return new Peer(this.#line, this.#line.call('accept', { n: this.#n }));
  }
  /** The next connection, whenever it comes. */
  async accepted(): Promise<Peer> {
    return new Peer(this.#line, await this.#line.ask('accept', { n: this.#n }));
  }
  /** How many connections came that nobody accepted. */
  get waiting(): number {
    return this.#line.call('waiting', { n: this.#n });
  }
  close(): void {
    this.#line.call('close', { n: this.#n });
  }
}

/** A datagram socket of the wire, in its own thread. */
export class UdpPeer {
  readonly #line: WireLine;
  readonly #n: number;
  readonly address: Address;

  /** @internal */
  constructor(wire: WireLine, n: number, address: Address) {
    this.#line = wire;
    this.#n = n;
    this.address = address;
  }

  send(data: Uint8Array, to: Address): void {
    this.#line.call('sendDatagram', { n: this.#n, data, to });
  }
  receive(): Promise<{ readonly data: Uint8Array; readonly from: Address }> {
    return this.#line.ask('receiveDatagram', { n: this.#n });
  }
  close(): void {
    this.#line.call('close', { n: this.#n });
  }
}

/** The peers of one test; they end with it. */
export class Wire {
  readonly #line = startWire();
  readonly #own: string[] = [];
  #folder: string | undefined;

  /** Listens on a free port of 127.0.0.1 where nothing else is said. */
  listen(at: WirePlace = {}): Listener {
    const { n, address } = this.#line.call('listen', at);
    return new Listener(this.#line, n, address);
  }

  /** Connects to a listening socket, which takes no accept(). @throws WireError with the code of the refusal. */
  connect(to: WirePlace | Address, tls?: WireTls): Peer {
    return new Peer(this.#line, this.#line.call('connect', { ...placeOf(to), ...(tls === undefined ? {} : { tls }) }));
  }

  udp(at: WirePlace = {}): UdpPeer {
    const { n, address } = this.#line.call('udp', at);
    return new UdpPeer(this.#line, n, address);
  }

  /** A new named pipe in the folder of this test. */
  namedPipe(): NamedPipe {
    return new NamedPipe(join(this.folder(), 'fifo'));
  }

  /** A folder of this test alone, with a path short enough for unix sockets. What is left in it fails the test. */
  folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'wire-'));
    return this.#folder;
  }

  /** A place in the folder for a file that the test makes itself, and that may stay, as that of a bound socket does. */
  path(name: string): string {
    this.#own.push(name);
    return join(this.folder(), name);
  }

  /** Writes a file into the folder; returns its path. */
  file(data: Uint8Array, name = 'file'): string {
    const path = this.path(name);
    writeFileSync(path, data);
    return path;
  }

  /** @internal Ends all peers; returns the names of the files left in the folder. */
  reset(): readonly string[] {
    this.#line.call('forget', {});
    if (this.#folder === undefined) return [];
    const left = readdirSync(this.#folder).filter((name) => !this.#own.includes(name));
    rmSync(this.#folder, { recursive: true, force: true });
    return left;
  }
}

function placeOf(to: WirePlace | Address): WirePlace {
  if (typeof to === 'string') return { path: to };
  return Array.isArray(to) ? { host: to[0] as string, port: to[1] as number } : (to as WirePlace);
}
