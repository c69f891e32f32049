/** Contexts of TLS by themselves: how the modes depend on each other, and what node's codes become. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { createDefaultContext, SSLContext } from '../../../reference/tls/ssl-context';
import { sslError } from '../../../reference/tls/ssl-errors';
import { ConnectionResetError, SSLCertVerificationError, SSLError, ValueError } from '../../../spec';

const { CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER } = asyncio.ssl;

describe('contexts of TLS', () => {
  it('are of a client or of a server', () => {
    const client = new SSLContext(PROTOCOL_TLS_CLIENT);
    expect([client.checkHostname, client.verifyMode]).to.deep.equal([true, CERT_REQUIRED]);
    const server = new SSLContext(PROTOCOL_TLS_SERVER);
    expect([server.checkHostname, server.verifyMode]).to.deep.equal([false, CERT_NONE]);
    for (const protocol of [0, 15, 18]) expect(() => new SSLContext(protocol)).to.throw(ValueError, 'protocol version');
  });

  it('verify when they check names', () => {
    const context = new SSLContext(PROTOCOL_TLS_CLIENT);
    expect(() => {
      context.verifyMode = CERT_NONE;
    }).to.throw(ValueError, 'check_hostname');
    expect(context.verifyMode).to.equal(CERT_REQUIRED);
    context.checkHostname = false;
    expect(context.verifyMode).to.equal(CERT_REQUIRED);
    context.verifyMode = CERT_NONE;
    context.checkHostname = true;
    expect(context.verifyMode).to.equal(CERT_REQUIRED);
    context.verifyMode = CERT_OPTIONAL;
    context.checkHostname = true;
    expect(context.verifyMode).to.equal(CERT_OPTIONAL);
  });

  it('trust whom a file names, or whom node trusts', () => {
    const own = process.env['SSL_CERT_FILE'];
    try {
      Reflect.deleteProperty(process.env, 'SSL_CERT_FILE');
      expect(createDefaultContext()).to.include({ checkHostname: true, verifyMode: CERT_REQUIRED });
      const trusting = createDefaultContext();
      expect(trusting._secureContext).to.equal(trusting._secureContext);
      process.env['SSL_CERT_FILE'] = '/no/such/file';
      expect(() => createDefaultContext()).to.throw('ENOENT');
    } finally {
      if (own === undefined) Reflect.deleteProperty(process.env, 'SSL_CERT_FILE');
      else process.env['SSL_CERT_FILE'] = own;
    }
  });

  it('offer protocols where there are any', () => {
    const context = new SSLContext(PROTOCOL_TLS_SERVER);
    expect(context._alpn).to.deep.equal({});
    context.setAlpnProtocols(['h2', 'http/1.1']);
    expect(context._alpn).to.deep.equal({ ALPNProtocols: ['h2', 'http/1.1'] });
  });

  it('fail with errors of the contract', () => {
    const of = (code?: string): unknown =>
      sslError(Object.assign(new Error('it fails'), code === undefined ? {} : { code }));
    expect(of('ECONNRESET')).to.be.instanceOf(ConnectionResetError).with.property('message', 'it fails');
    expect(of('CERT_HAS_EXPIRED')).to.be.instanceOf(SSLCertVerificationError);
    expect(of('ERR_SSL_WRONG_VERSION_NUMBER')).to.be.instanceOf(SSLError).and.not.instanceOf(SSLCertVerificationError);
    expect(of()).to.be.instanceOf(SSLError);
  });
});
