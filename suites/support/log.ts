/**
 * What a loop logs. In Python that is the logger named 'asyncio'; here it is `console`, of which error() and warn() are
 * the levels ERROR and WARNING.
 */
import { expectNone } from './errors';
import type { World } from './world';

/** A line of the log of asyncio. */
export interface LogRecord {
  readonly level: 'error' | 'warning' | 'other';
  readonly text: string;
  /** The exception that came with the record, or `null`. */
  readonly exception: unknown;
}

/** Records what the loop logs, instead of writing it, until the end of the test; returns a function that takes the records. */
export function recordLog({ subject, env }: Pick<World, 'subject' | 'env'>): () => readonly LogRecord[] {
  const { python } = subject;
  if (python === undefined) return recordConsole(env);
  const keep = python.exec(START);
  env.defer(() => {
    expectNone(python.exec(STOP, { keep }));
  });
  return () => {
    const rows = python.exec(TAKE, { keep }) as readonly (readonly [string, string, unknown])[];
    return rows.map(([name, text, exception]) => {
      const level = name === 'ERROR' ? 'error' : name === 'WARNING' ? 'warning' : 'other';
      return { level, text, exception: exception ?? null };
    });
  };
}

const START = `
  class Keep(logging.Handler):
      def __init__(self):
          super().__init__()
          self.kept = []
      def emit(self, record):
          self.kept.append(record)
  keep = Keep()
  logger = logging.getLogger('asyncio')
  logger.addHandler(keep)
  logger.propagate = False
  return keep
  `;

const STOP = `
  logger = logging.getLogger('asyncio')
  logger.removeHandler(keep)
  logger.propagate = True
  `;

const TAKE = `
  kept, keep.kept = keep.kept, []
  return [[r.levelname, r.getMessage(), r.exc_info[1] if r.exc_info else None] for r in kept]
  `;

function recordConsole(env: World['env']): () => readonly LogRecord[] {
  let records: LogRecord[] = [];
  const real = { error: console.error, warn: console.warn };
  const into =
    (level: LogRecord['level']) =>
    (text?: unknown, exception?: unknown): void => {
      records.push({ level, text: String(text), exception: exception ?? null });
    };
  console.error = into('error');
  console.warn = into('warning');
  env.defer(() => {
    Object.assign(console, real);
  });
  return () => {
    const taken = records;
    records = [];
    return taken;
  };
}
