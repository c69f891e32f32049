/** Node as a host: turns for what may wait, where errors go, interrupts, the selector of its loops, and which version of the kit it is. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeEventLoop } from '../../../reference';
import { currentHost } from '../../../reference/loop/current-host';
import { NodeSelector } from '../../../reference/node/node-selector';
import { osError } from '../../../reference/node/os-errors';
import { version } from '../../../reference/node/version';
import { OSError, PermissionError } from '../../../spec';

const ROOT = join(__dirname, '..', '..', '..', '..');

describe('node as a host', () => {
  it('does in a turn of its own what may wait', async () => {
    let done = false;
    currentHost().eventually(() => {
      done = true;
    });
    expect(done).to.equal(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).to.equal(true);
  });

  it('closes the selector of a loop with it', () => {
    let closed = 0;
    class Watched extends NodeSelector {
      override close(): void {
        closed += 1;
        super.close();
      }
    }
    const loop = new NodeEventLoop(new Watched());
    expect(closed).to.equal(0);
    loop.close();
    expect(closed).to.equal(1);
  });

  it('has the version of the package, from wherever it is loaded', () => {
    const { version: packaged } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(version).to.equal(packaged);
  });
});

describe('the host node', () => {
  it('writes errors where everybody does', () => {
    const { write } = process.stderr;
    const wrote: unknown[] = [];
    process.stderr.write = (text: unknown): boolean => wrote.push(text) > 0;
    try {
      currentHost().writeError('it is broken');
    } finally {
      process.stderr.write = write;
    }
    expect(wrote).to.deep.equal(['it is broken']);
  });

  it('listens to interrupts, unless somebody does already', () => {
    const others = process.listeners('SIGINT');
    process.removeAllListeners('SIGINT');
    try {
      const listener = (): void => {};
      const stop = currentHost().onInterrupt(listener);
      expect(process.listeners('SIGINT')).to.deep.equal([listener]);
      currentHost().onInterrupt(() => {})();
      expect(process.listeners('SIGINT')).to.deep.equal([listener]);
      stop();
      expect(process.listeners('SIGINT')).to.deep.equal([]);
    } finally {
      for (const listener of others) process.on('SIGINT', listener);
    }
  });

  it('leaves errors of the contract as they are', () => {
    const error = new OSError('it is one');
    expect(osError(error)).to.equal(error);
    expect(osError({ code: 'EPERM', message: 'no' })).to.be.instanceOf(PermissionError);
    expect(osError({ code: 'ENOWHERE', message: 'no' })).to.include({ message: 'no', errno: undefined });
    expect(osError({ message: 'no' })).to.include({ code: '' });
  });
});
