/** Node as a host: turns for what may wait, the selector of its loops, and which version of the kit it is. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeEventLoop } from '../../../reference';
import { currentHost } from '../../../reference/loop/current-host';
import { NodeSelector } from '../../../reference/node/node-selector';
import { version } from '../../../reference/node/version';

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
