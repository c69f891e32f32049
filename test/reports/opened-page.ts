/** A page of four records of full size, opened from disk in a browser; one of the records is hostile. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { REPORTERS } from '../../runner/reporters';
import type { RunRecord } from '../../runner/results/record';
import { chromiumPath, startBrowser, type Browser } from './browser';
import { firstTest, inventedRecord } from './records';

export const FIFO = 'callbacks.call_soon.fifo';
export const HANDLE = 'handles.timer_is_handle';
export const ATTACK = `</pre></script><script>window.owned = 1</script><img src=x onerror="owned = 1">\u2028\u202eevil`;

export const sound = inventedRecord({ name: 'python:asyncio:SelectorEventLoop' });
export const broken = inventedRecord({
  name: 'python:uvloop:new_event_loop',
  outcomes: {
    [firstTest(FIFO)]: {
      status: 'fail',
      error: { name: ATTACK, message: ATTACK, expected: 'oneword <b>', actual: ATTACK, stack: ATTACK, stderr: ATTACK },
    },
    [firstTest(HANDLE)]: { status: 'hang', reason: 'no answer in 10 s' },
  },
  lacks: { signal: ATTACK },
  deviations: [
    { clause: FIFO, reason: 'it runs the last first', link: 'javascript://x%0aowned=1' },
    { clause: HANDLE, reason: 'it waits for ever', link: 'https://example.org/why' },
  ],
});
const records: readonly RunRecord[] = [
  sound,
  broken,
  inventedRecord({ name: 'cpython', oneIn: 40 }),
  { ...inventedRecord({ name: 'reference', oneIn: 9 }), subject: { ...sound.subject, name: ATTACK, title: ATTACK } },
];

export class OpenedPage {
  readonly troubles: string[] = [];
  readonly requests: string[] = [];
  /** What opening it took. */
  seconds = 0;
  constructor(
    readonly browser: Browser,
    readonly page: Page,
    readonly url: string,
  ) {
    page.on('console', (message) => this.troubles.push(message.text()));
    page.on('pageerror', (error) => this.troubles.push(error.message));
    page.on('request', (request) => this.requests.push(request.url()));
  }
  /** Opens it anew, with this fragment. */
  async visit(fragment: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(`${this.url}${fragment}`);
    await this.settled();
  }
  /** What was scrolled to is rendered in the next frames. */
  async settled(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)))),
    );
  }
  count(): Promise<string> {
    return this.page.locator('#count').innerText();
  }
  /** The clauses that are to be seen. */
  shown(): Promise<readonly string[]> {
    const seen = (rows: Element[]): string[] => rows.filter((row) => row.checkVisibility()).map(({ id }) => id);
    return this.page.locator('tr.clause').evaluateAll(seen);
  }
  field(name: string): Locator {
    return this.page.locator(`#filters [name=${name}]`);
  }
  row(clause: string): Locator {
    return this.page.locator(`[id="${clause}"]`);
  }
  detail(clause: string): Locator {
    return this.page.locator(`[id="detail-${clause}"]`);
  }
  /** The clause that has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate(() => document.activeElement?.closest('tr')?.id ?? '');
  }
}

/** Opens it before the tests of a `describe`, and demands of each that the console stays silent. */
export function openPage(): () => OpenedPage {
  let opened: OpenedPage | undefined;
  let folder: string | undefined;

  before(async function () {
    const path = chromiumPath();
    if (path === undefined) {
      console.log('    skipped: there is no chromium on PATH; install it, or name one in LOOPCERT_CHROMIUM');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'loopcert-page-'));
    const file = join(folder, 'report.html');
    writeFileSync(file, REPORTERS['html']?.renderAll?.(records, false) ?? '');
    expect(statSync(file).size, 'bytes').to.be.within(5e5, 6e6);
    const browser = await startBrowser(path);
    opened = new OpenedPage(browser, await browser.context.newPage(), pathToFileURL(file).href);
    const began = performance.now();
    await opened.page.goto(opened.url);
    await opened.count();
    opened.seconds = (performance.now() - began) / 1000;
  });

  afterEach(() => {
    expect(opened?.troubles.splice(0), 'what the console says').to.deep.equal([]);
  });

  after(async () => {
    await opened?.browser.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  return () => {
    if (opened === undefined) throw new Error('the page is not open');
    return opened;
  };
}
