/** Which ends of pipes NodeEventLoop takes over, terminals among them, and in which direction. */
import { expect } from 'chai';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import tty from 'node:tty';
import { asyncio } from '../../../reference';
import { pipeTransport } from '../../../reference/node/pipe-transport';
import { subject } from '../../../reference/node/subject';
import { ValueError, type BaseProtocol } from '../../../spec';
import { ManualLoop } from '../manual-loop';
import { needsSockets } from '../needs-sockets';

describe('pipes of NodeEventLoop', () => {
  const own = { isatty: tty.isatty, ReadStream: tty.ReadStream, WriteStream: tty.WriteStream };
  const protocol = { connectionMade: () => {}, connectionLost: () => {} } as unknown as BaseProtocol;
  const made = (fd: number, direction: 'read' | 'write'): unknown =>
    pipeTransport(new ManualLoop().asLoop, { fileno: () => fd }, direction, protocol, null, null);

  needsSockets();
  afterEach(() => {
    Object.assign(tty, own);
  });

  it('are terminals as node has them', () => {
    const opened: unknown[] = [];
    const stream = (kind: string): unknown =>
      function (fd: number): EventEmitter {
        opened.push([kind, fd]);
        return new EventEmitter();
      };
    Object.assign(tty, { isatty: () => true, ReadStream: stream('read'), WriteStream: stream('write') });
    const [read, write] = asyncio.files.pipe();
    made(read.fileno(), 'read');
    made(write.fileno(), 'write');
    expect(opened).to.deep.equal([
      ['read', read.fileno()],
      ['write', write.fileno()],
    ]);
    for (const end of [read, write]) end.close();
  });

  it('are known by what they were made of, and by what is told of them', () => {
    const [read, write] = asyncio.files.pipe();
    const loop = new ManualLoop();
    const transport = pipeTransport(loop.asLoop, write, 'write', protocol, null, { told: 1 });
    expect([transport.getExtraInfo('told'), transport.getExtraInfo('pipe')]).to.deep.equal([1, write]);
    transport.abort();
    loop.run();
    // Node has closed it, and it knows.
    expect((write as unknown as { readonly closed: boolean }).closed).to.equal(true);
    read.close();
  });

  it('are no files and no folders, which stay open', () => {
    for (const path of [__filename, __dirname]) {
      const fd = openSync(path, 'r');
      for (const direction of ['read', 'write'] as const) {
        expect(() => made(fd, direction)).to.throw(ValueError, 'Pipe transport is for pipes/sockets only.');
      }
      expect(fstatSync(fd).ino).to.be.greaterThan(0);
      closeSync(fd);
    }
    // A device that node knows no way to wait for.
    const nothing = openSync('/dev/null', 'r');
    expect(() => made(nothing, 'read')).to.throw(ValueError);
    closeSync(nothing);
  });

  it('are no reason to do without sockets', () => {
    expect(subject.cannot).not.to.have.property('socket');
  });
});
