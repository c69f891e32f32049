/** Poll in the place of epoll: where there is none, a loop on it keeps the same clauses. */
import { expect } from 'chai';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { NodeEpollSelector, NodePollSelector, PollSelector, SelectorEventLoop } from '../../reference';
import { newSelector } from '../../reference/selector/new-selector';
import { sockets } from '../../reference/sockets';
import { OSError, PermissionError } from '../../spec';
import { loopcert } from '../runner/cli';
import { needsSockets } from './needs-sockets';

const READ = 1;
const WRITE = 2;

/** Descriptors that are ready, each with the events of it. */
function ready(selector: PollSelector, timeout = 0): readonly (readonly [number, number])[] {
  const events = selector.select(timeout) as readonly (readonly [{ readonly fd: number }, number])[];
  return events.map(([{ fd }, found]) => [fd, found]);
}

describe('poll', function () {
  needsSockets();

  it('tells what is ready, and for what of what was asked', () => {
    const selector = new PollSelector();
    const [here, there] = sockets.socketpair();
    selector.register(here, READ);
    expect(ready(selector, 0.01)).to.deep.equal([]);
    there.send(new Uint8Array(1));
    expect(ready(selector)).to.deep.equal([[here.fileno(), READ]]);
    selector.modify(here, READ | WRITE);
    expect(ready(selector)).to.deep.equal([[here.fileno(), READ | WRITE]]);
    selector.unregister(here);
    expect(ready(selector)).to.deep.equal([]);
    for (const sock of [here, there]) sock.close();
    selector.close();
  });

  it('watches no ordinary file, and nothing that is closed', () => {
    const selector = new PollSelector();
    const file = openSync(__filename, 'r');
    expect(() => selector.register(file, READ)).to.throw(PermissionError);
    closeSync(file);
    expect(() => selector.register(file, READ)).to.throw(OSError, /Bad file descriptor/);
    const [here, there] = sockets.socketpair();
    selector.register(here.fileno(), READ);
    there.send(new Uint8Array(1));
    for (const sock of [here, there]) sock.close();
    expect(ready(selector)).to.deep.equal([]);
    selector.close();
  });

  it('drives a loop that blocks', async () => {
    const loop = new SelectorEventLoop(new PollSelector());
    const [here, there] = sockets.socketpair();
    here.setblocking(false);
    there.send(new Uint8Array([7]));
    expect(await loop.runUntilComplete(loop.sockRecv(here, 8))).to.deep.equal(new Uint8Array([7]));
    for (const sock of [here, there]) sock.close();
    loop.close();
  });

  it('takes the place of epoll where there is none, and only there', () => {
    const denied = newSelector(() => {
      throw new OSError(38, 'Function not implemented');
    });
    expect(denied).to.be.instanceOf(NodePollSelector);
    denied.close();
    const sound = newSelector();
    expect(sound).to.be.instanceOf(NodeEpollSelector);
    sound.close();
    const mistake = (): never => {
      throw new RangeError('a mistake');
    };
    expect(() => newSelector(mistake)).to.throw(RangeError);
  });

  it('keeps the clauses of descriptors, sockets and connections', async function () {
    this.timeout(300_000);
    this.slow(60_000);
    const clauses = ['fd.*', 'sock.*', 'connection.*'].flatMap((glob) => ['--clause', glob]);
    const subject = join(__dirname, 'poll-subject.js');
    const { status, stdout } = await loopcert(['run', subject, '--no-oracle', ...clauses], { timeout: 240 });
    expect(stdout).to.match(/^conformant .*: .*sock, fd/m);
    expect(status).to.equal(0);
  });
});
