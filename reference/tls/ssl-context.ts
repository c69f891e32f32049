/** The module `ssl` on node: contexts, which say whom to trust and what to show. Source: ssl, SSL Contexts. */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ValueError } from '../../spec';
import type * as contract from '../../spec';

const PROTOCOL_TLS_CLIENT = 16;
const PROTOCOL_TLS_SERVER = 17;
const CERT_NONE = 0;
const CERT_OPTIONAL = 1;
const CERT_REQUIRED = 2;

/** ssl.SSLContext: at first one of a client verifies and trusts nobody, and one of a server has nothing to show. */
export class SSLContext implements contract.SSLContext {
  #checkHostname: boolean;
  #verifyMode: number;
  #chain: { readonly cert: string; readonly key: string } | null = null;
  /** `null`: whom node trusts. */
  #authorities: string[] | null = [];
  #protocols: readonly string[] = [];
  #made: SecureContext | null = null;

  /** @throws ValueError for a protocol that is neither PROTOCOL_TLS_CLIENT nor PROTOCOL_TLS_SERVER. */
  constructor(protocol: number) {
    if (protocol !== PROTOCOL_TLS_CLIENT && protocol !== PROTOCOL_TLS_SERVER) {
      throw new ValueError('invalid or unsupported protocol version');
    }
    this.#checkHostname = protocol === PROTOCOL_TLS_CLIENT;
    this.#verifyMode = this.#checkHostname ? CERT_REQUIRED : CERT_NONE;
  }

  get checkHostname(): boolean {
    return this.#checkHostname;
  }
  /** A context that checks names verifies as well. */
  set checkHostname(value: boolean) {
    this.#checkHostname = value;
    if (value && this.#verifyMode === CERT_NONE) this.#verifyMode = CERT_REQUIRED;
  }
  get verifyMode(): number {
    return this.#verifyMode;
  }
  /** @throws ValueError for CERT_NONE while names are checked. */
  set verifyMode(value: number) {
    if (value === CERT_NONE && this.#checkHostname) {
      throw new ValueError('Cannot set verify_mode to CERT_NONE when check_hostname is enabled.');
    }
    this.#verifyMode = value;
  }

  loadCertChain(certfile: string, keyfile: string | null = null): void {
    this.#chain = { cert: readFileSync(certfile, 'utf8'), key: readFileSync(keyfile ?? certfile, 'utf8') };
    this.#made = null;
  }
  loadVerifyLocations(cafile: string): void {
    this.#authorities = [...(this.#authorities ?? []), readFileSync(cafile, 'utf8')];
    this.#made = null;
  }
  setAlpnProtocols(protocols: readonly string[]): void {
    this.#protocols = [...protocols];
  }

  /** Trusts whom Python's would: those of the file that SSL_CERT_FILE names, or else the host's. */
  _loadDefaultCerts(): void {
    const file = process.env['SSL_CERT_FILE'];
    if (file === undefined) this.#authorities = null;
    else this.loadVerifyLocations(file);
  }
  /** @internal Node's context with all of it. */
  get _secureContext(): SecureContext {
    this.#made ??= createSecureContext({
      ...this.#chain,
      ...(this.#authorities === null ? {} : { ca: this.#authorities }),
    });
    return this.#made;
  }
  /** @internal The protocols to offer, as an option of node's. */
  get _alpn(): { readonly ALPNProtocols?: string[] } {
    return this.#protocols.length === 0 ? {} : { ALPNProtocols: [...this.#protocols] };
  }
}

/** ssl.create_default_context(): one of a client that verifies. */
export function createDefaultContext(): SSLContext {
  const context = new SSLContext(PROTOCOL_TLS_CLIENT);
  context._loadDefaultCerts();
  return context;
}

/** The module `ssl`. */
export const ssl: contract.SslModule = {
  SSLContext,
  createDefaultContext,
  PROTOCOL_TLS_CLIENT,
  PROTOCOL_TLS_SERVER,
  CERT_NONE,
  CERT_OPTIONAL,
  CERT_REQUIRED,
};
