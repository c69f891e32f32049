/** The reference keeps every clause, as anybody certifies it: from the command line. Its coverage counts. */
import { expect } from 'chai';
import { loopcert } from '../runner/cli';

describe('the reference', function () {
  this.slow(120_000);
  this.timeout(600_000);

  it('is certified by a whole run', async () => {
    const { status, stdout } = await loopcert(['run', 'reference', '--jobs', '2'], { measured: true, timeout: 600 });
    expect(stdout).to.match(/^conformant: core, /m);
    expect(status).to.equal(0);
  });
});
