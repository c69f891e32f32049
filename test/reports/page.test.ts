/** The page as it opens: what it says, to whom, in which light; and what a hostile record cannot make of it. */
import { expect } from 'chai';
import { broken, FIFO, openPage } from './opened-page';

describe('the page of a report', function () {
  this.timeout(60_000);
  this.slow(3000);
  const opened = openPage();

  it('opens from disk with four subjects, in far less time than the bound a busy machine is given, and fetches nothing', () => {
    expect(opened().seconds).to.be.below(8);
    expect(opened().requests.filter((request) => !request.startsWith('data:'))).to.deep.equal([opened().url]);
  });

  it('has a card a subject, with verdict and counts, and says what is not claimed', async () => {
    const { page } = opened();
    const cards = await page.locator('.card').allInnerTexts();
    expect(cards).to.have.length(4);
    expect(cards[0]).to.match(/^asyncio\b[^]*✓ conformant[^]*100%[^]*\b7\b/);
    expect(cards[1]).to.match(/^uvloop\b[^]*✗ nonconformant[^]*not claimed\s+signal/);
    const { pass, fail, hang } = broken.summary.must;
    expect([fail, hang]).to.deep.equal([1, 1]);
    expect(cards[1]).to.contain(`${pass} of ${pass + 2}`);
    expect(cards[1], 'rounded down').to.contain('99%');
  });

  it('tells what was skipped from what passed', async () => {
    const skipped = broken.clauses.find(({ profile }) => profile === 'signal')?.id ?? '';
    const cells = opened().row(skipped).locator('td');
    expect(await cells.nth(0).textContent()).to.equal('✓pass');
    expect(await cells.nth(1).textContent()).to.equal('–skipped');
  });

  it('runs nothing that a record says, and shows it as text', async () => {
    const { page } = opened();
    await opened().visit(`#${FIFO}`);
    expect(await page.evaluate(() => 'owned' in window)).to.equal(false);
    expect(await page.locator('img, script, b').count(), 'the script of the page itself').to.equal(1);
    const text = await opened().detail(FIFO).innerText();
    expect(text).to.contain('</script><script>window.owned = 1</script>');
    expect(text, 'what turns the direction of text is spelled').to.contain('\\u202eevil');
    expect(await opened().detail(FIFO).locator('a[href^="javascript"]').count()).to.equal(0);
  });

  it('lets in no other script than its own', async () => {
    const { page } = opened();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.owned = 2';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'owned' in window)).to.equal(false);
    expect(opened().troubles.splice(0).join()).to.contain('Content Security Policy');
  });

  it('makes sense to a screen reader', async () => {
    const { page } = opened();
    await opened().visit(`#${FIFO}`);
    expect(await page.locator('#count').getAttribute('aria-live')).to.equal('polite');
    expect(await page.getByRole('heading', { level: 1 }).count()).to.equal(1);
    expect(await page.getByRole('heading', { level: 3, name: 'callbacks call_soon' }).count()).to.equal(1);
    const table = page.getByRole('table', { name: 'Clauses of the chapter callbacks by subject' });
    const headings = await table.getByRole('columnheader').allTextContents();
    expect(headings.slice(0, 4)).to.deep.equal(['Clause', 'asyncio', 'uvloop', 'cpython']);
    const cells = table.getByRole('row', { name: FIFO }).first().getByRole('cell');
    expect((await cells.allTextContents())[1], 'in words').to.contain('fail');
    const unnamed = await page
      .locator('button, input, select, a')
      .evaluateAll((all) =>
        all.filter((e) => `${e.textContent}${e.closest('label')?.textContent ?? ''}`.trim() === ''),
      );
    expect(unnamed).to.deep.equal([]);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has enough contrast, ${colorScheme}`, async () => {
      const { page } = opened();
      await page.emulateMedia({ colorScheme });
      await opened().visit(`#${FIFO}`);
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(luminance(ground) < 0.5, ground).to.equal(colorScheme === 'dark');
      const pairs = await page
        .locator('.status:visible, .statement:visible, .level:visible, .stamp, .percent')
        .evaluateAll((all) =>
          all.map((element) => {
            let behind: Element | null = element;
            while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)')
              behind = behind.parentElement;
            const back = getComputedStyle(behind ?? document.documentElement).backgroundColor;
            return `${getComputedStyle(element).color}|${back}`;
          }),
        );
      expect(pairs.length).to.be.above(20);
      for (const pair of new Set(pairs)) {
        const [a = 0, b = 0] = pair
          .split('|')
          .map(luminance)
          .sort((x, y) => y - x);
        expect((a + 0.05) / (b + 0.05), pair).to.be.at.least(4.5);
      }
    });
  }

  it('fits a narrow window', async () => {
    const { page } = opened();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 400, height: 800 });
    await opened().visit(`#${FIFO}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).to.be.at.most(400);
  });

  it('prints what is shown, unfolded, in the colours of the light page', async () => {
    const { page } = opened();
    await page.emulateMedia({ colorScheme: 'dark' });
    await opened().visit('#?status=bad&subject=1');
    const unfolded = await opened().shown();
    expect(unfolded).to.include(FIFO);
    await page.locator('#fold').click();
    expect(await opened().shown()).to.deep.equal([]);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('#filters').isVisible()).to.equal(false);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(luminance(ground)).to.be.above(0.9);
    expect(await opened().shown()).to.have.members(unfolded);
    const stamp = await page
      .locator('.stamp.nonconformant')
      .first()
      .evaluate((e) => getComputedStyle(e).backgroundColor);
    expect(luminance(stamp), stamp).to.be.above(0.5);
    expect((await page.pdf()).length).to.be.above(10_000);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  it('is whole without its script', async () => {
    const context = await opened().browser.context.browser()?.newContext({ javaScriptEnabled: false });
    if (context === undefined) return;
    const plain = await context.newPage();
    await plain.goto(opened().url);
    expect(await plain.locator('#filters').isVisible()).to.equal(false);
    expect(await plain.locator('.card').count()).to.equal(4);
    expect(await plain.locator(`[id="${FIFO}"] + .detail .expected`).first().isVisible()).to.equal(true);
    await context.close();
  });
});

/** WCAG's relative luminance of `rgb(r, g, b)`. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const c = Number(part) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
