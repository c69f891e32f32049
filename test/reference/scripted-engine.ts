/** In the place of node's TLS: an engine that says what a test has it say, and writes down what it is told. */
import * as engines from '../../reference/tls/ssl-engine';

export class ScriptedEngine {
  /** The one that was made last. */
  static last: ScriptedEngine;
  readonly socket = {
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'AES', version: 'TLSv1.3' }),
    getPeerCertificate: () => ({}),
    alpnProtocol: false,
  };
  readonly told: unknown[] = [];
  /** What it says while it is fed. */
  fed: engines.SslEvent[] = [];
  readonly #tell: (event: engines.SslEvent) => void;

  constructor(_side: unknown, _send: unknown, tell: (event: engines.SslEvent) => void) {
    this.#tell = tell;
    ScriptedEngine.last = this;
  }

  say(...events: readonly engines.SslEvent[]): void {
    for (const event of events) this.#tell(event);
  }
  feed(): void {
    this.say(...this.fed.splice(0));
  }
  feedEnd(): void {
    this.told.push('feed end');
  }
  write(data: Uint8Array): void {
    this.told.push(['write', data.length]);
  }
  pauseSending(): void {
    this.told.push('pause sending');
  }
  resumeSending(): void {
    this.told.push('resume sending');
  }
  end(): void {
    this.told.push('end');
  }
  destroy(): void {
    this.told.push('destroy');
  }
}

/** Within the suite that calls this, protocols of TLS get such an engine. */
export function scriptEngines(): void {
  const module = engines as { SslEngine: unknown };
  const { SslEngine: own } = module;
  before(() => {
    module.SslEngine = ScriptedEngine;
  });
  after(() => {
    module.SslEngine = own;
  });
}
