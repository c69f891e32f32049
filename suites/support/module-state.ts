/**
 * The running loop and the current task belong to the module, not to a loop: what a test leaves there is met by every
 * test after it. So each test answers for what it left, and the state is put right, so that the next is judged on its own.
 */
import type { AbstractEventLoop, AsyncioModule, ClauseId, PythonHost } from '../../spec';

export interface ModuleFault {
  readonly message: string;
  /** The clause that forbids it. */
  readonly clause: ClauseId;
}

/** Outside any run: frees the module of running loop and current task; returns what was left there. */
export function freeModule(
  asyncio: AsyncioModule,
  python: PythonHost | undefined,
  loops: readonly AbstractEventLoop[],
): readonly ModuleFault[] {
  const left = python === undefined ? freeHere(asyncio, loops) : freePython(python, loops);
  return left.map(([what, text]) =>
    what === 'loop'
      ? {
          message: `a loop is still the running one after the run: ${text}; whoever calls _set_running_loop(loop) calls _set_running_loop(None) in the end`,
          clause: 'current.get_running_loop.cleared_after_run',
        }
      : {
          message: `a task is still the current one after the test: ${text}; each _enter_task() asks for its _leave_task()`,
          clause: 'lifetime.current_task.idle_loop_none',
        },
  );
}

type Left = readonly [what: 'loop' | 'task', text: string];

function freeHere(asyncio: AsyncioModule, loops: readonly AbstractEventLoop[]): readonly Left[] {
  const left: Left[] = [];
  attempt(() => {
    const running = asyncio._getRunningLoop();
    if ((running ?? null) === null) return;
    asyncio._setRunningLoop(null);
    left.push(['loop', textOf(running)]);
  });
  for (const loop of loops) {
    attempt(() => {
      asyncio._setRunningLoop(loop);
      const task = asyncio.currentTask(loop);
      if (task === null || task === undefined) return;
      left.push(['task', textOf(task)]);
      asyncio._leaveTask(loop, task);
    });
    // One slot may serve all loops, and hold the task of one that the test made up.
    attempt(() => {
      const task = asyncio._swapCurrentTask(loop, null);
      if ((task ?? null) !== null) left.push(['task', textOf(task)]);
    });
    attempt(() => {
      asyncio._setRunningLoop(null);
    });
  }
  return left;
}

/** One call. Before 3.14 a loop's current task is told without it being the running loop, which some loops refuse to be. */
const FREE = `
  left = []
  def note(what, value):
      try: left.append([what, repr(value)])
      except Exception: left.append([what, object.__repr__(value)])
  running = asyncio._get_running_loop()
  if running is not None:
      asyncio._set_running_loop(None)
      note('loop', running)
  for loop in loops:
      try:
          if sys.version_info >= (3, 14): asyncio._set_running_loop(loop)
          task = asyncio.current_task(loop)
          if task is not None:
              note('task', task)
              asyncio._leave_task(loop, task)
      except Exception:
          pass
      finally:
          if sys.version_info >= (3, 14): asyncio._set_running_loop(None)
  return left
  `;

function freePython(python: PythonHost, loops: readonly AbstractEventLoop[]): readonly Left[] {
  return (attempt(() => python.exec(FREE, { loops })) ?? []) as readonly Left[];
}

function textOf(value: unknown): string {
  return attempt(() => String(value)) ?? Object.prototype.toString.call(value);
}

/** What is wrong with these functions themselves is for the clauses about them to say. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
