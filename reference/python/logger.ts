/**
 * The logger named 'asyncio'. It writes through `console` as it is at the time of the call; replace {@link logger.sink}
 * to send the entries elsewhere.
 */
export type LogLevel = 'error' | 'warning' | 'info' | 'debug';
/** A line of the log. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  /** Python's `exc_info`. */
  readonly error?: unknown;
}

function toConsole({ level, message, error }: LogEntry): void {
  const write = level === 'error' ? console.error : level === 'warning' ? console.warn : console.debug;
  if (error === undefined) write(message);
  else write(message, error);
}

/** The logger `asyncio`: silent until somebody listens. */
export const logger = {
  sink: toConsole,
  error(message: string, error?: unknown): void {
    logger.sink(
      error === undefined || error === null ? { level: 'error', message } : { level: 'error', message, error },
    );
  },
  warning(message: string): void {
    logger.sink({ level: 'warning', message });
  },
};
