/** What is sent over TLS: when, in what pieces, and who is asked to wait. */
import { expect } from 'chai';
import { scriptedTls } from '../scripted-tls';

const PIECE = 64 * 1024;
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('the protocol of TLS sending', () => {
  const tls = scriptedTls();
  const { open, seen, wrapped } = tls;

  it('waits for the handshake, and then for one piece after another', () => {
    open();
    const data = new Uint8Array(PIECE + 5);
    expect(seen(() => tls.ssl.transport.write(data))).to.deep.equal([]);
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(PIECE + 5);
    expect(seen(() => tls.engine.tell('secure'))).to.deep.equal(['made', ['encipher', PIECE]]);
    expect(seen(() => tls.ssl.transport.write(bytes(1)))).to.deep.equal([]);
    expect(seen(() => tls.engine.tell('sent'))).to.deep.equal([['encipher', 6]]);
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(6);
    expect(seen(() => tls.engine.tell('sent'))).to.deep.equal([]);
    expect(tls.ssl.transport.getWriteBufferSize()).to.equal(0);
  });

  it('asks its protocol to wait, and to go on', () => {
    wrapped();
    expect(tls.ssl.transport.getWriteBufferLimits()).to.deep.equal([128 * 1024, 512 * 1024]);
    tls.ssl.transport.setWriteBufferLimits({ high: 2, low: 0 });
    expect(seen(() => tls.ssl.transport.write(bytes(1, 2)))).to.deep.equal([['encipher', 2]]);
    expect(seen(() => tls.ssl.transport.write(bytes(3)))).to.deep.equal(['pause']);
    expect(seen(() => tls.engine.tell('sent'))).to.deep.equal([['encipher', 1]]);
    expect(seen(() => tls.engine.tell('sent'))).to.deep.equal(['resume']);
  });

  it('has node wait while the connection below asks for it', () => {
    wrapped();
    expect(seen(() => tls.ssl.pauseWriting())).to.deep.equal(['pause sending']);
    expect(seen(() => tls.ssl.resumeWriting())).to.deep.equal(['resume sending']);
    // That pause was told before the upgrade, to the protocol of the program.
    expect(seen(() => tls.ssl.resumeWriting())).to.deep.equal(['resume', 'resume sending']);
  });
});
