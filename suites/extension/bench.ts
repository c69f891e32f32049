/**
 * A BaseEventLoop with all its hooks in the test's hands: a selector that waits by moving a clock, and records. Hooks are set on the
 * object, which reaches a loop over a bridge as well as one in this process.
 */
import type { AsyncioModule, BaseEventLoop } from '../../spec';
import type { Environment } from '../support';

export class Bench {
  readonly loop: BaseEventLoop;
  /** What the hooks and the test's callbacks did, in order. */
  readonly trace: unknown[] = [];
  /** The arguments of each select(). */
  readonly selects: (readonly unknown[])[] = [];
  /** What select() returns next. */
  events: readonly unknown[] = [];
  wakeUps = 0;
  /** The loop's clock, in seconds. */
  now = 1000;
  /** How long select() waits, given its timeout. */
  wait = (timeout: number | null): number => Math.max(timeout ?? 0, 0);

  constructor(asyncio: AsyncioModule, env: Environment) {
    const loop = new asyncio.BaseEventLoop();
    this.loop = loop;
    loop._selector = {
      select: (...args) => {
        this.selects.push(args);
        this.trace.push('select');
        this.now += this.wait(args[0]);
        return this.events;
      },
      close: () => {},
    };
    loop._processEvents = () => {
      this.trace.push('process');
    };
    loop._writeToSelf = () => {
      this.wakeUps += 1;
    };
    env.defer(() => {
      if (!loop.isClosed()) loop.close();
    });
  }

  /** Replaces the loop's clock by `now`. */
  fakeTime(): this {
    this.loop.time = () => this.now;
    return this;
  }

  /** A callback that records `name`. */
  note(name: string): () => void {
    return () => {
      this.trace.push(name);
    };
  }

  /** The timeouts that select() got. */
  get timeouts(): readonly unknown[] {
    return this.selects.map((args) => args[0]);
  }
}

/** The arguments of a hook, and apart from them the context that the contract hands on by keyword since 3.15. */
export function withoutContext(args: readonly unknown[]): { args: readonly unknown[]; context: unknown } {
  const last = args.at(-1);
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, 'context')) return { args, context: undefined };
  const { context, ...rest } = last as { context: unknown };
  return { args: [...args.slice(0, -1), ...(Object.keys(rest).length > 0 ? [rest] : [])], context };
}
