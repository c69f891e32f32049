/** Sockets of the kit's own that connect and accept: at once, with a timeout, or in vain. */
import { expect } from 'chai';
import { BlockingIOError, ConnectionRefusedError, TimeoutError } from '../../../spec';
import { keptSockets } from '../kept-sockets';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('sockets of the kit', () => {
  const { kept, socket, listening } = keptSockets();

  it('connect and accept, blocking', () => {
    const server = listening();
    const client = socket();
    client.settimeout(5);
    client.connect(server.getsockname());
    const [accepted, address] = server.accept();
    kept(accepted);
    expect(address).to.deep.equal(client.getsockname());
    expect(accepted.getpeername()).to.deep.equal(client.getsockname());
    expect(client.getpeername()).to.deep.equal(server.getsockname());
    expect([accepted.family, accepted.type, accepted.proto]).to.deep.equal([server.family, server.type, server.proto]);
    client.send(bytes('hi'));
    expect(text(accepted.recv(2))).to.equal('hi');
    server.settimeout(0);
    expect(() => server.accept()).to.throw(BlockingIOError);
  });

  it('are refused, with a timeout too', () => {
    const server = socket();
    server.bind(['127.0.0.1', 0]);
    const address = server.getsockname();
    for (const timeout of [null, 5]) {
      const client = socket();
      client.settimeout(timeout);
      expect(() => {
        client.connect(address);
      }).to.throw(ConnectionRefusedError);
    }
  });

  it('give up connecting after their timeout, or say at once that it goes on', () => {
    // A backlog that is full answers nobody.
    const server = listening(0);
    const clients = Array.from({ length: 8 }, () => socket());
    const waiting = clients.find((client) => {
      client.settimeout(0.05);
      try {
        client.connect(server.getsockname());
        return false;
      } catch (error) {
        expect(error).to.be.instanceOf(TimeoutError);
        return true;
      }
    });
    expect(waiting, 'all were accepted').not.to.equal(undefined);
    const last = socket();
    last.settimeout(0);
    expect(() => {
      last.connect(server.getsockname());
    }).to.throw(BlockingIOError);
  });
});
