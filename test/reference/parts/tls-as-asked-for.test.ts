/** What the protocol of TLS is made of: sides, names, contexts and times, as a loop is asked for them. */
import { expect } from 'chai';
import { copyContext } from '../../../reference';
import { makeSslProtocol, type SslKeywords } from '../../../reference/tls/make-ssl-protocol';
import { createDefaultContext, SSLContext } from '../../../reference/tls/ssl-context';
import { ValueError } from '../../../spec';
import { CLIENT, scriptedTls } from '../scripted-tls';

const SERVER = 17;

describe('the protocol of TLS made of what a loop is asked for', () => {
  const tls = scriptedTls();
  const { below, app } = tls;

  const make = (context: unknown, keywords: SslKeywords): void => {
    makeSslProtocol(tls.loop.asLoop, app(), context, null, keywords).connectionMade(below);
  };

  it('has a side, a name and a context', () => {
    const context = new SSLContext(SERVER);
    make(context, { serverSide: true, serverHostname: 'a.name' });
    expect(tls.engine.side).to.include({ context, serverSide: true, serverHostname: '' });
    make(context, { serverHostname: 'a.name' });
    expect(tls.engine.side).to.include({ context, serverSide: false, serverHostname: 'a.name' });
    make(context, {});
    expect(tls.engine.side).to.include({ serverSide: false, serverHostname: '' });
  });

  it('has a default context as a client, which checks the name where there is one', () => {
    make(null, { serverHostname: 'a.name' });
    expect(tls.engine.side.context).to.include({ checkHostname: true, verifyMode: 2 });
    make(null, {});
    expect(tls.engine.side.context).to.include({ checkHostname: false, verifyMode: 2 });
    expect(() => {
      make(null, { serverSide: true });
    }).to.throw(ValueError, 'Server side SSL needs a valid SSLContext');
    for (const odd of [undefined, {}, 'tls']) {
      expect(() => {
        make(odd, {});
      }).to.throw(TypeError, 'sslcontext is expected to be an instance of ssl.SSLContext, got');
    }
    expect(createDefaultContext()).to.be.instanceOf(SSLContext);
  });

  it('waits as long as it is told to', () => {
    make(new SSLContext(CLIENT), { sslHandshakeTimeout: 7 });
    make(new SSLContext(CLIENT), {});
    expect(tls.loop.timers.map(({ seconds }) => seconds)).to.deep.equal([7, 60]);
    expect(() => {
      make(new SSLContext(CLIENT), { sslShutdownTimeout: 0 });
    }).to.throw(ValueError, 'ssl_shutdown_timeout');
  });

  it('is called in the context that it is given', () => {
    const context = copyContext();
    make(new SSLContext(CLIENT), { context });
    make(new SSLContext(CLIENT), {});
    expect(tls.loop.timers.map(({ options }) => options)).to.deep.equal([{ context }, {}]);
  });
});
