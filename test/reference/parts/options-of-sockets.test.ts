/** What the kit's own sockets are told once: their options, and what they are besides. */
import { expect } from 'chai';
import { fstatSync } from 'node:fs';
import { asyncio } from '../../../reference';
import { OSError, type Socket } from '../../../spec';
import { keptSockets } from '../kept-sockets';

const { sockets } = asyncio;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('sockets of the kit', () => {
  const { kept, socket, pair, listening } = keptSockets();

  it('keep options, and how long they linger', () => {
    const sock = socket();
    const { SOL_SOCKET, SO_REUSEADDR, SO_LINGER, SO_ERROR } = sockets;
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(0);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).not.to.equal(0);
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 0);
    expect(sock.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(0);
    expect(sock.getsockopt(SOL_SOCKET, SO_ERROR)).to.equal(0);
    expect(() => sock.getsockopt(SOL_SOCKET, 99_999)).to.throw(OSError);
    expect(() => {
      sock.setsockopt(SOL_SOCKET, 99_999, 1);
    }).to.throw(OSError);
    // Lingering for no time resets the connection; the other end is told.
    const reset = (linger: number): boolean => {
      const server = listening();
      const client = socket();
      client.connect(server.getsockname());
      const [accepted] = server.accept();
      kept(accepted);
      client.setsockopt(SOL_SOCKET, SO_LINGER, 0);
      if (linger !== 0) client.setsockopt(SOL_SOCKET, SO_LINGER, linger);
      client.close();
      try {
        return accepted.recv(1).length > 0;
      } catch {
        return true;
      }
    };
    expect(reset(0)).to.equal(true);
    expect(reset(-1)).to.equal(false);
    expect(reset(1)).to.equal(false);
  });

  it('are duplicated, detached and closed', () => {
    const [one, two] = pair();
    one.settimeout(3);
    const [copy] = kept(one.dup());
    expect(copy.fileno()).not.to.equal(one.fileno());
    expect(copy.gettimeout()).to.equal(3);
    expect([copy.family, copy.type, copy.proto]).to.deep.equal([one.family, one.type, one.proto]);
    one.close();
    expect(one.fileno()).to.equal(-1);
    one.close();
    copy.send(bytes('x'));
    expect(text(two.recv(1))).to.equal('x');
    expect(() => one.send(bytes('x')))
      .to.throw(OSError)
      .with.property('errno', 9);
    expect(() => one.recv(1)).to.throw(OSError);
    const fd = copy.detach();
    expect(copy.fileno()).to.equal(-1);
    copy.close();
    expect(fstatSync(fd).isSocket()).to.equal(true);
    const [again] = kept(new (one.constructor as new (...given: unknown[]) => Socket)(one.family, one.type, 0, fd));
    expect(again.fileno()).to.equal(fd);
    expect(String(again)).to.include(`fd=${String(fd)}`);
  });
});
