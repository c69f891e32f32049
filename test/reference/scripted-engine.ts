/** In the place of node's TLS: an engine that says what a test has it say, and writes down what it is told. */
import * as engines from '../../reference/tls/ssl-engine';

export class ScriptedEngine {
  readonly socket = {
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'AES', version: 'TLSv1.3' }),
    getPeerCertificate: () => ({}),
    alpnProtocol: false,
  };
  /** What it says while it is fed. */
  fed: engines.SslEvent[] = [];
  /** What it throws when it is fed. */
  fault: Error | null = null;

  constructor(
    readonly side: engines.SslSide,
    readonly send: (data: Uint8Array) => void,
    readonly tell: (event: engines.SslEvent) => void,
    readonly trace: unknown[],
  ) {}

  feed(data: Uint8Array): void {
    this.trace.push(['feed', ...data]);
    for (const event of this.fed.splice(0)) this.tell(event);
    if (this.fault !== null) throw this.fault;
  }
  feedEnd(): void {
    this.trace.push('feed end');
  }
  write(data: Uint8Array): void {
    this.trace.push(['encipher', data.length]);
  }
  pauseSending(): void {
    this.trace.push('pause sending');
  }
  resumeSending(): void {
    this.trace.push('resume sending');
  }
  end(): void {
    this.trace.push('send end');
  }
  destroy(): void {
    this.trace.push('destroy');
  }
}

/** Within the suite that calls this, protocols of TLS get such engines. Returns what tells the one that was made last. */
export function scriptEngines(trace: unknown[] = []): () => ScriptedEngine {
  const module = engines as { SslEngine: unknown };
  const { SslEngine: own } = module;
  let last: ScriptedEngine;
  before(() => {
    // `new` gives what it returns.
    module.SslEngine = function (...[side, send, tell]: ConstructorParameters<typeof engines.SslEngine>) {
      last = new ScriptedEngine(side, send, tell, trace);
      return last;
    };
  });
  after(() => {
    module.SslEngine = own;
  });
  return () => last;
}
