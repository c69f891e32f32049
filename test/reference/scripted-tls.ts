/** The protocol of TLS by itself: between a scripted engine, a transport below and a protocol above that write down what they are told. */
import { makeSslProtocol, type SslKeywords } from '../../reference/tls/make-ssl-protocol';
import { SSLContext } from '../../reference/tls/ssl-context';
import type { SslProtocol } from '../../reference/tls/ssl-protocol';
import type { BaseProtocol, Transport } from '../../spec';
import { ManualLoop, type ManualFuture } from './manual-loop';
import { scriptEngines, type ScriptedEngine } from './scripted-engine';

/** Of a context for clients: PROTOCOL_TLS_CLIENT. */
export const CLIENT = 16;

export interface ScriptedTls {
  /** That of the test which runs, as are all here. */
  readonly loop: ManualLoop;
  readonly trace: unknown[];
  /** What was made last, its engine, and who waits for the handshake. */
  readonly ssl: SslProtocol;
  readonly engine: ScriptedEngine;
  readonly waiter: ManualFuture;
  readonly below: Transport;
  belowIsClosing: boolean;
  /** The protocol above; `more` has methods instead of those it has. */
  readonly app: (more?: object) => BaseProtocol;
  /** Not connected yet. */
  readonly made: (more: object, keywords: SslKeywords) => SslProtocol;
  /** In the handshake. */
  readonly open: (more?: object, keywords?: SslKeywords) => void;
  /** After the handshake. */
  readonly wrapped: (more?: object, keywords?: SslKeywords) => void;
  /** What is written down while `action` runs, and what it leads to. */
  readonly seen: (action: () => unknown) => readonly unknown[];
  /** What the handshake failed with. */
  readonly failureOf: () => unknown;
  /** The seconds of the timers that run. */
  readonly running: () => readonly number[];
}

/** For the suite that calls this. */
export function scriptedTls(): ScriptedTls {
  const trace: unknown[] = [];
  const lastEngine = scriptEngines(trace);
  let loop: ManualLoop;
  let ssl: SslProtocol;
  let waiter: ManualFuture;

  beforeEach(() => {
    loop = new ManualLoop();
    trace.length = 0;
    tls.belowIsClosing = false;
  });

  const below = {
    write: (data: Uint8Array) => trace.push(['below', ...data]),
    close: () => trace.push('below closes'),
    abort: () => trace.push('below aborts'),
    pauseReading: () => trace.push('below pauses'),
    resumeReading: () => trace.push('below reads'),
    isClosing: () => tls.belowIsClosing,
    getExtraInfo: (name: string, fallback: unknown) => [name, fallback],
  } as unknown as Transport;
  const app = (more: object = {}): BaseProtocol =>
    ({
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push(data.length > 9 ? data.length : ['data', ...data]),
      eofReceived: () => void trace.push('eof'),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    }) as unknown as BaseProtocol;
  const made = (more: object, keywords: SslKeywords): SslProtocol => {
    waiter = loop.createFuture();
    ssl = makeSslProtocol(loop.asLoop, app(more), new SSLContext(CLIENT), waiter as never, keywords);
    return ssl;
  };
  const open = (more: object = {}, keywords: SslKeywords = {}): void => {
    made(more, keywords).connectionMade(below);
    trace.length = 0;
  };
  const seen = (action: () => unknown): readonly unknown[] => {
    const before = trace.length;
    action();
    loop.run();
    return trace.splice(before);
  };

  const tls: ScriptedTls = {
    ...{ trace, below, belowIsClosing: false, app, made, open, seen },
    get loop() {
      return loop;
    },
    get ssl() {
      return ssl;
    },
    get engine() {
      return lastEngine();
    },
    get waiter() {
      return waiter;
    },
    wrapped: (more, keywords) => {
      open(more, keywords);
      seen(() => {
        lastEngine().tell('secure');
      });
    },
    failureOf: () => (waiter.outcome as { readonly error?: unknown } | null)?.error,
    running: () => loop.timers.filter(({ cancelled }) => !cancelled).map(({ seconds }) => seconds),
  };
  return tls;
}
