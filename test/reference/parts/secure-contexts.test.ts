/** What node is told of a context of TLS: whom to trust and what to show, as it is when a connection is made. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { createDefaultContext, SSLContext } from '../../../reference/tls/ssl-context';

const CLIENT = 16;

describe('the context that node is given', () => {
  const own = tls.createSecureContext;
  const certificates = process.env['SSL_CERT_FILE'];
  let folder = '';
  let told: unknown[];
  let context: SSLContext;
  const file = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `text of ${name}`);
    return path;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'contexts-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    told = [];
    tls.createSecureContext = ((options: object) => {
      told.push(options);
      return { context: told.length };
    }) as unknown as typeof own;
    context = new SSLContext(CLIENT);
  });
  afterEach(() => {
    tls.createSecureContext = own;
    if (certificates === undefined) Reflect.deleteProperty(process.env, 'SSL_CERT_FILE');
    else process.env['SSL_CERT_FILE'] = certificates;
  });

  it('trusts nobody at first, and is made once', () => {
    const made = context._secureContext;
    expect(made).to.deep.equal({ context: 1 });
    expect(context._secureContext).to.equal(made);
    expect(told).to.deep.equal([{ ca: [] }]);
  });

  it('trusts all that it was told to', () => {
    context.loadVerifyLocations(file('one'));
    context.loadVerifyLocations(file('other'));
    expect(context._secureContext).to.be.an('object');
    expect(told).to.deep.equal([{ ca: ['text of one', 'text of other'] }]);
  });

  it('shows a certificate, whose key may be in the same file', () => {
    context.loadCertChain(file('chain'), file('key'));
    expect(context._secureContext).to.be.an('object');
    context.loadCertChain(file('both'));
    expect(context._secureContext).to.be.an('object');
    expect(told).to.deep.equal([
      { cert: 'text of chain', key: 'text of key', ca: [] },
      { cert: 'text of both', key: 'text of both', ca: [] },
    ]);
  });

  it('is made anew when something was loaded', () => {
    const made = [context._secureContext];
    context.loadVerifyLocations(file('one'));
    made.push(context._secureContext);
    context.loadCertChain(file('both'));
    made.push(context._secureContext);
    expect(made).to.deep.equal([{ context: 1 }, { context: 2 }, { context: 3 }]);
    expect(told.at(-1)).to.deep.equal({ cert: 'text of both', key: 'text of both', ca: ['text of one'] });
  });

  it('trusts by default whom node trusts, and those of a file that the environment names instead', () => {
    Reflect.deleteProperty(process.env, 'SSL_CERT_FILE');
    expect(createDefaultContext()._secureContext).to.be.an('object');
    process.env['SSL_CERT_FILE'] = file('mine');
    expect(createDefaultContext()._secureContext).to.be.an('object');
    expect(told).to.deep.equal([{}, { ca: ['text of mine'] }]);
  });
});
