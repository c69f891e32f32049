/** What a reader does with the page: follow a link to a clause, filter, search, fold, by mouse and by keyboard. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPORTERS } from '../../runner/reporters';
import type { RunRecord } from '../../runner/results/record';
import { broken, FIFO, HANDLE, openPage, sound } from './opened-page';

describe('using the page of a report', function () {
  this.timeout(60_000);
  this.slow(3000);
  const opened = openPage();

  it('opens on the failures where there are some, with their causes in sight, and on all where there are none', async () => {
    const { page } = opened();
    await opened().visit('');
    expect(await opened().field('status').inputValue()).to.equal('bad');
    const shown = await opened().shown();
    expect(shown).to.include.members([FIFO, HANDLE]);
    expect(shown.length).to.be.below(sound.clauses.length);
    const inSight = async (): Promise<void> => {
      const heading = page.getByRole('heading', { name: 'What fails, by cause' });
      const [box, first] = [await heading.boundingBox(), await page.locator('.causes li').first().boundingBox()];
      expect(
        [box?.y, first?.y].every((y) => y !== undefined && y < 880),
        JSON.stringify([box, first]),
      ).to.equal(true);
    };
    await inSight();
    const folder = mkdtempSync(join(tmpdir(), 'loopcert-one-'));
    const visitOne = async (record: RunRecord): Promise<void> => {
      const file = join(folder, 'one.html');
      writeFileSync(file, REPORTERS['html']?.render(record, false) ?? '');
      await page.goto(pathToFileURL(file).href);
      await opened().settled();
    };
    try {
      await visitOne(broken);
      await inSight();
      expect(await opened().shown()).to.have.members([FIFO, HANDLE]);
      await visitOne(sound);
      expect(await opened().field('status').inputValue()).to.equal('');
      expect(await opened().count()).to.equal(`${sound.clauses.length} clauses`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('opens the clause that the address names, with all that is known of it', async () => {
    await opened().visit(`#${HANDLE}`);
    expect(await opened().row(HANDLE).locator('button').getAttribute('aria-expanded')).to.equal('true');
    expect(await opened().focused()).to.equal(HANDLE);
    const box = await opened().row(HANDLE).boundingBox();
    expect(box?.y).to.be.within(0, 500);
    const text = await opened().detail(HANDLE).innerText();
    expect(text).to.contain('no answer in 10 s');
    expect(text).to.contain('it waits for ever https://example.org/why');
    expect(text).to.contain(`loopcert run python:uvloop:new_event_loop --clause ${HANDLE}`);
    expect(text).to.contain(`loopcert reproduce ${HANDLE} python:uvloop:new_event_loop`);
    expect(text).to.match(/versions\s+since 3\.\d/);
    expect(text).to.match(/source\s+\S/);
    await opened().detail(HANDLE).locator('details.test > summary').first().click();
    expect(await opened().detail(HANDLE).locator('.source').first().innerText()).to.match(
      /^test\('handles\.timer_is_handle'/,
    );
  });

  it('shows expected and actual of a failure', async () => {
    await opened().visit(`#${FIFO}`);
    expect(await opened().detail(FIFO).locator('.expected').first().innerText()).to.equal('expected\noneword <b>');
    expect(await opened().detail(FIFO).locator('.actual').first().innerText()).to.match(/^actual\n<\/pre>/);
  });

  it('says so when the report has no such clause', async () => {
    await opened().visit('#callbacks.no_such');
    expect(await opened().count()).to.contain('has no clause callbacks.no_such');
  });

  it('filters by level, profile, status and subject, with the state in the address', async () => {
    const { page } = opened();
    await opened().visit('#?status=');
    const all = sound.clauses.length;
    expect(await opened().count()).to.equal(`${all} clauses`);
    await page.locator('#filters [value=must]').check();
    await opened().field('status').selectOption('bad');
    await opened().field('subject').selectOption('1');
    expect(await opened().shown()).to.have.members([FIFO, HANDLE]);
    expect(await opened().count()).to.equal(`2 of ${all} clauses`);
    expect(page.url()).to.equal(`${opened().url}#?level=must&status=bad&subject=1`);
    await opened().field('status').selectOption('hang');
    expect(await opened().shown()).to.deep.equal([HANDLE]);
    await opened().field('profile').selectOption('task');
    expect(await opened().shown()).to.deep.equal([]);
    expect(await page.locator('#nothing').isVisible()).to.equal(true);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForFunction((text) => document.querySelector('#count')?.textContent === text, `${all} clauses`);
    expect(page.url().split('#')[0]).to.equal(opened().url);
  });

  it('finds text in statements and messages, every word of it', async () => {
    await opened().visit('#?status=');
    await opened().field('text').fill('oneword');
    expect(await opened().shown()).to.deep.equal([FIFO]);
    await opened().field('text').fill('ONEWORD fifo');
    expect(await opened().shown()).to.deep.equal([FIFO]);
    await opened().field('text').fill('oneword nowhere');
    expect(await opened().shown()).to.deep.equal([]);
  });

  it('shows where subjects differ', async () => {
    await opened().visit('#?status=differs');
    const differing = await opened().shown();
    expect(differing).to.include(FIFO);
    expect(differing.length).to.be.below(sound.clauses.length);
  });

  it('has its filter again from the address', async () => {
    const { page } = opened();
    await opened().visit(`#${FIFO}?text=oneword&level=must,should&status=bad`);
    expect(await opened().field('text').inputValue()).to.equal('oneword');
    expect(await page.locator('#filters [value=should]').isChecked()).to.equal(true);
    expect(await opened().field('status').inputValue()).to.equal('bad');
    expect(await opened().shown()).to.deep.equal([FIFO]);
    expect(await opened().detail(FIFO).isVisible()).to.equal(true);
    await page.evaluate((clause) => (location.hash = clause), HANDLE);
    await opened().detail(HANDLE).waitFor({ state: 'visible' });
    expect(await opened().shown(), 'a clause asked for shows, whatever the filter says').to.have.members([
      FIFO,
      HANDLE,
    ]);
  });

  it('folds chapters, and opens those with a match', async () => {
    const { page } = opened();
    await opened().visit('#?text=oneword');
    expect(await page.locator('section.chapter:visible').count()).to.equal(1);
    const closed = await page.locator('details:not([data-open]) > table tr.clause').first().getAttribute('id');
    await opened()
      .field('text')
      .fill(closed ?? 'none is closed');
    expect(await opened().shown()).to.deep.equal([closed]);
    await opened().field('text').fill('');
    const fold = page.locator('#fold');
    if ((await fold.getAttribute('aria-pressed')) === 'false') await fold.click();
    expect(await opened().shown()).to.have.length(sound.clauses.length);
    await fold.click();
    expect(await opened().shown()).to.deep.equal([]);
    await page.locator('section.chapter summary').first().click();
    expect((await opened().shown()).length).to.be.above(0);
  });

  it('is used by keyboard alone', async () => {
    const { page } = opened();
    await opened().visit('#?status=bad&subject=1');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Skip to the clauses');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).to.equal('text');
    await page.keyboard.type('oneword');
    expect(await opened().shown()).to.deep.equal([FIFO]);
    for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace');
    for (let i = 0; i < 20 && (await opened().focused()) === ''; i++) await page.keyboard.press('Tab');
    const first = await opened().focused();
    expect(first).to.equal(FIFO);
    await page.keyboard.press('ArrowDown');
    expect(await opened().focused()).to.equal(HANDLE);
    await page.keyboard.press('ArrowUp');
    expect(await opened().focused()).to.equal(FIFO);
    await page.keyboard.press('Enter');
    expect(await opened().detail(FIFO).isVisible()).to.equal(true);
    expect(page.url()).to.contain(`#${FIFO}?`);
    await page.keyboard.press('Enter');
    expect(await opened().detail(FIFO).isVisible()).to.equal(false);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline, 'the focus is seen').to.equal('solid');
  });
});
