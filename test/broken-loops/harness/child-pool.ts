/** Child processes, a few at a time, each of which serves attempts in a row until a broken loop has spoilt it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Attempt } from '../attempt';
import { childEnvironment } from '../../child-environment';
import type { AttemptRequest, ChildReport } from './messages';

/** Seconds that a child may take to load the kit: on a busy machine that is no hang of the loop's. */
const START = 30;
/** Seconds beyond its patience that a child may be silent: it gives up a hanging test itself, unless it is blocked. */
const GRACE = 5;
/**
 * A coverage tool would slow each child down, lose what a killed one counted, and listen to signals that a test sends. It
 * puts itself into the environment of whatever is spawned, so `env` takes it out.
 */
const WITHOUT_COVERAGE = ['-u', 'NODE_OPTIONS', '-u', 'NODE_V8_COVERAGE'];
/** Megabytes: a loop that eats memory without end is to end soon. */
const HEAP = 512;

interface Waiting {
  readonly request: AttemptRequest;
  readonly settle: (attempt: Attempt) => void;
}

export class ChildPool {
  readonly #idle: ChildProcess[] = [];
  readonly #waiting: Waiting[] = [];
  #busy = 0;

  constructor(readonly size: number) {}

  run(request: AttemptRequest): Promise<Attempt> {
    return new Promise((settle) => {
      this.#waiting.push({ request, settle });
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy >= this.size) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    this.#busy += 1;
    const child = this.#idle.pop() ?? startChild();
    serve(child, waiting.request, (attempt, spent) => {
      if (spent) child.kill('SIGKILL');
      else this.#idle.push(child);
      this.#busy -= 1;
      waiting.settle(attempt);
      this.#next();
    });
  }
}

/** An idle child keeps nobody waiting for it; it ends when its parent does. */
function startChild(): ChildProcess {
  const flags = ['--expose-gc', `--max-old-space-size=${HEAP}`];
  const child = fork(join(__dirname, 'attempt-child.js'), [], {
    ...(process.platform === 'win32'
      ? { execArgv: flags }
      : { execPath: 'env', execArgv: [...WITHOUT_COVERAGE, process.execPath, ...flags] }),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: childEnvironment(),
  });
  child.unref();
  child.channel?.unref();
  return child;
}

function serve(child: ChildProcess, request: AttemptRequest, settle: (attempt: Attempt, spent: boolean) => void): void {
  let running = 'before the first test';
  let tests = 0;
  let timer: NodeJS.Timeout;
  const end = (attempt: Attempt, spent: boolean): void => {
    clearTimeout(timer);
    child.off('message', hear);
    child.off('exit', die);
    child.channel?.unref();
    settle(attempt, spent);
  };
  const watch = (more = 0): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        end({ tests, failure: new Error(`blocks the process: ${running}`), ended: 'hang' }, true);
      },
      (request.patience + GRACE + more) * 1000,
    );
  };
  const hear = (report: ChildReport): void => {
    if (report.kind === 'test') {
      running = report.title;
      tests += 1;
      watch();
      return;
    }
    const { failure, hung } = report;
    const error = failure === undefined ? undefined : Object.assign(new Error(failure.message), { name: failure.name });
    const how = { ...(error === undefined ? {} : { failure: error }), ...(hung ? { ended: 'hang' as const } : {}) };
    end({ tests: report.tests, ...how }, report.spent);
  };
  const die = (code: number | null, signal: string | null): void => {
    const failure = new Error(`the process ended (${signal ?? String(code)}): ${running}`);
    end({ tests, failure, ended: 'crash' }, true);
  };
  child.on('message', hear);
  child.on('exit', die);
  child.channel?.ref();
  watch(START);
  child.send(request);
}
