/** What moves on a terminal while tests run: a bar, and above it each failure as it happens. */
import { Presets, SingleBar } from 'cli-progress';
import { plain, STATUS_WORDS } from '../../reports/words';
import type { TestRecord } from '../../results/record';

/** A terminal that cannot move its cursor has the lines without the bar. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** So many failures are shown as they happen; the report has them all. */
const MOST = 100;

export class Progress {
  readonly #name: string;
  readonly #screen: Screen;
  readonly #dumb: boolean;
  readonly #told = new Set<string>();
  #bar: SingleBar | undefined;

  constructor(name: string, screen: Screen = process.stderr, term = process.env['TERM']) {
    this.#name = name;
    this.#screen = screen;
    this.#dumb = term === 'dumb';
  }

  update(done: number, total: number, failed: number): void {
    if (this.#screen.isTTY !== true || this.#dumb) return;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar(
        {
          format: '{name} {bar} {value}/{total} {failed}',
          clearOnComplete: true,
          stream: this.#screen as NodeJS.WritableStream,
          barsize: Math.max(8, Math.min(40, (this.#screen.columns ?? 80) - this.#name.length - 26)),
        },
        Presets.shades_grey,
      );
      this.#bar.start(total, 0, { name: this.#name, failed: '' });
    }
    this.#bar.update(done, { failed: failed === 0 ? '' : `${failed} failed` });
  }

  /** A test that did not pass. */
  failed(clause: string, { title, status, error, reason }: TestRecord): void {
    const id = `${clause} ${title}`;
    if (this.#screen.isTTY !== true || this.#told.has(id) || this.#told.size > MOST) return;
    this.#told.add(id);
    const words = error === undefined ? (reason ?? '') : error.message === '' ? error.name : error.message;
    const more = this.#told.size > MOST ? 'and more; the report has them all' : undefined;
    const text = more ?? `${STATUS_WORDS[status].sign} ${clause}: ${title}: ${words.split('\n', 1)[0] ?? ''}`;
    const columns = this.#screen.columns ?? 80;
    const line = plain(text);
    const cut = line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
    // The bar is on this line, and draws itself again on the next.
    this.#screen.write(this.#bar === undefined ? `${cut}\n` : `\r\u001b[K${cut}\n`);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
