/** The reference's core runs on another host: bundled for the browser platform, and in a page the suites pass on its loop. */
import { expect } from 'chai';
import { join } from 'node:path';
import { chromiumPath, startBrowser, type Browser } from '../reports/browser';
import { bundle, bundleWithSuites } from './bundle';
import type { Verdict } from './page';

const LAYERS = join(__dirname, '..', '..');

describe('the reference in a web page', () => {
  it('is bundled without a module of node', async () => {
    const { metafile, errors } = await bundle(join(LAYERS, 'reference', 'web', 'index.js'));
    expect(errors).to.deep.equal([]);
    const files = Object.keys(metafile.inputs).filter((path) => path.includes('reference/'));
    expect(files.filter((path) => /reference\/(node|selector|sockets|tls)\//.test(path))).to.deep.equal([]);
    expect(files.some((path) => path.endsWith('loop/core-loop.js'))).to.equal(true);
  });

  it('cannot be bundled with what is for node alone', async () => {
    const failure: unknown = await bundle(join(LAYERS, 'reference', 'index.js')).catch((error: unknown) => error);
    expect(String(failure)).to.match(/Could not resolve "node:/);
  });

  describe('in chromium', function () {
    this.timeout(180_000);
    const chromium = chromiumPath();
    let browser: Browser | undefined;

    after(() => browser?.close());

    it('keeps the clauses of callbacks, timers, futures and tasks', async function () {
      if (chromium === undefined) {
        if (this.test !== undefined) this.test.title += ' (skipped: there is no chromium)';
        this.skip();
      }
      browser = await startBrowser(chromium, ['--js-flags=--expose-gc']);
      const page = await browser.context.newPage();
      const { outputFiles } = await bundleWithSuites(join(__dirname, 'page.js'));
      await page.goto('about:blank');
      await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
      expect(await page.evaluate('program()')).to.deep.equal(['undefined', 'undefined', 'soon', true, 3]);

      // What the suites, not the reference, ask of their host.
      await page.evaluate(() => {
        Object.assign(globalThis, {
          process: Object.freeze({ platform: 'linux', env: {} }),
          setImmediate: (action: () => void) => setTimeout(action, 0),
        });
      });
      const verdicts = await page.evaluate<readonly Verdict[]>('certify()');
      expect(verdicts.filter(({ failure }) => failure !== null)).to.deep.equal([]);
      for (const chapter of ['callbacks', 'timers', 'future', 'task']) {
        expect(verdicts.filter((verdict) => verdict.chapter === chapter).length, chapter).to.be.greaterThan(10);
      }
    });
  });
});
