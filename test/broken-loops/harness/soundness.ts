/** Whether the reference still works in a process in which broken loops have run. */
import { asyncio, newEventLoop } from '../../../reference';
import type { Coroutine } from '../../../spec';

/** Seconds for what takes a few milliseconds. */
const PATIENCE = 2;

/** Runs a small program of everything that loops share, and compares its trace. */
export async function isSound(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, PATIENCE * 1000);
  });
  const answer = program().then(
    (trace) => trace.join(' ') === EXPECTED,
    () => false,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const EXPECTED = 'idle own tasks:2 soon later child done alone';

async function program(): Promise<readonly string[]> {
  const trace: string[] = [asyncio._getRunningLoop() === null ? 'idle' : 'running'];
  const loop = newEventLoop();
  loop.setExceptionHandler(() => trace.push('report'));
  function* child(): Coroutine<string> {
    yield* asyncio.sleep(0.001);
    trace.push('later');
    return 'child';
  }
  function* main(): Coroutine<void> {
    const task = loop.createTask(child());
    trace.push(asyncio.currentTask()?.getLoop() === loop ? 'own' : 'other', `tasks:${asyncio.allTasks().size}`);
    loop.callSoon((word: string) => trace.push(word), ['soon']);
    yield* asyncio.sleep(0);
    trace.push(yield* task, task.done() ? 'done' : 'pending');
  }
  await loop.runUntilComplete(main());
  trace.push(asyncio.allTasks(loop).size === 0 ? 'alone' : 'crowded');
  loop.close();
  return trace;
}
