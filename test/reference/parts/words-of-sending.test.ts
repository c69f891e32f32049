/** The word that node has sent a piece over TLS: without it nothing more would ever be sent. */
import { expect } from 'chai';
import tls from 'node:tls';
import { SSLContext } from '../../../reference/tls/ssl-context';
import { SslEngine } from '../../../reference/tls/ssl-engine';

const CLIENT = 16;

describe('the word that a piece was sent over TLS', () => {
  const own = tls.connect;
  let told: unknown[];
  let failure: Error | undefined;

  beforeEach(() => {
    told = [];
    const socket = {
      once: () => {},
      on: () => {},
      write: (_data: unknown, done: (error?: Error) => void) => done(failure),
    };
    tls.connect = (() => socket) as unknown as typeof own;
  });
  afterEach(() => {
    tls.connect = own;
  });

  for (const [words, error] of [
    ['follows a write', undefined],
    ['does not follow one that failed', new Error('it fails')],
  ] as const) {
    it(words, () => {
      failure = error;
      const side = { context: new SSLContext(CLIENT), serverSide: false, serverHostname: '' };
      const engine = new SslEngine(
        side,
        () => {},
        (event) => told.push(event),
      );
      engine.write(new Uint8Array(1));
      expect(told).to.deep.equal(error === undefined ? ['sent'] : []);
    });
  }
});
