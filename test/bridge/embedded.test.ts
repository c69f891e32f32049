/** The oracle that comes with the kit keeps every must clause that applies to it, as anybody certifies it. */
import { expect } from 'chai';
import { loopcert } from '../runner/cli';

describe('the embedded CPython', function () {
  this.slow(120_000);
  this.timeout(600_000);

  it('is certified by a whole run', async () => {
    const { status, stdout } = await loopcert(['run', 'cpython', '--jobs', '1'], { timeout: 600 });
    expect(stdout).to.match(/^conformant: core, /m);
    expect(status).to.equal(0);
  });
});
