/** A page of many loops: a section a loop, and clauses where they disagree first, on a phone too. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { REPORTERS } from '../../runner/reporters';
import { chromiumPath, startBrowser, type Browser } from './browser';
import { firstTest, inventedRecord } from './records';

const FIFO = 'callbacks.call_soon.fifo';
const HANDLE = 'handles.timer_is_handle';
const failing = (...ids: readonly string[]) =>
  Object.fromEntries(
    ids.map((id) => [
      firstTest(id),
      { status: 'fail', error: { name: 'AssertionError', message: `no ${id}` } } as const,
    ]),
  );

/** Half of them break one clause, one breaks another. */
const records = Array.from({ length: 8 }, (_, index) =>
  inventedRecord({
    name: `python:loop_${Math.floor(index / 2)}:new_event_loop`,
    outcomes: failing(...(index % 2 === 0 ? [FIFO] : []), ...(index === 3 ? [HANDLE] : [])),
  }),
);

describe('the page of many loops', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let folder = '';
  let url = '';
  let browser: Browser | undefined;

  before(async function () {
    const path = chromiumPath();
    if (path === undefined) {
      console.log('    skipped: there is no chromium on PATH; install it, or name one in LOOPCERT_CHROMIUM');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'loopcert-many-'));
    const file = join(folder, 'many.html');
    writeFileSync(file, REPORTERS['html']?.renderAll?.(records, false) ?? '');
    url = pathToFileURL(file).href;
    browser = await startBrowser(path);
  });
  after(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function opened(width: number): Promise<Page> {
    if (browser === undefined) throw new Error('there is no browser');
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 844 });
    await page.goto(url);
    await page.locator('#count').innerText();
    return page;
  }

  it('opens on the clauses where loops disagree most', async () => {
    const page = await opened(1280);
    const shown = await page
      .locator('tr.clause')
      .evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).map(({ id }) => id));
    expect(shown[0]).to.equal(FIFO);
    expect(shown).to.include(HANDLE);
    expect(await page.locator('#filters [name=order]').inputValue()).to.equal('differs');
  });

  it('has a section a loop, with its versions over time and the causes of each', async () => {
    const page = await opened(1280);
    const sections = page.locator('section.loop');
    expect(await sections.count()).to.equal(4);
    expect(await sections.first().locator('article.card').count()).to.equal(2);
    expect(await sections.first().locator('table.levels caption').first().innerText()).to.contain('loop_0');
    expect(await sections.nth(1).innerText()).to.contain(`no ${HANDLE}`);
    expect(await page.locator('section.loop [id^=causes-]').count()).to.equal(5);
  });

  for (const width of [1280, 390]) {
    it(`gives the names of clauses room, ${width} wide, and scrolls the table alone`, async () => {
      const page = await opened(width);
      const facts = await page.evaluate((id) => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const name = document.querySelector(`[id="${id}"] > th`)?.getBoundingClientRect().width ?? 0;
        return { wider: scrollWidth - clientWidth, name };
      }, FIFO);
      expect(facts.wider).to.equal(0);
      expect(facts.name).to.be.above(width === 390 ? 180 : 340);
    });
  }
});
