/** Prints a program as Python that anyone can run: what a divergence is reported with. */
import type { Program, Step } from './program';

export function render(program: Program): string {
  const lines = new Renderer().program(program);
  return lines.join('\n');
}

const PREAMBLE = [
  'import asyncio',
  'loop = asyncio.new_event_loop()',
  'handles, tasks = [], []',
  'futures = [loop.create_future() for _ in range(3)]',
  'turn, names = 0.0, 0',
  'loop.time = lambda: turn',
  'loop.set_exception_handler(lambda loop, context: print("report", repr(context.get("exception"))))',
  'def at(items, index): return items[index % len(items)]',
  'def unique(delay):',
  '    global names',
  '    names += 1',
  '    return delay + names / 1024',
  'def later(delay, callback): return loop.call_later(unique(delay), callback)',
  'def beat(left=24):',
  '    global turn',
  '    turn += 1',
  '    loop.call_soon(beat, left - 1) if left > 1 else loop.stop()',
];

class Renderer {
  readonly #lines: string[] = [...PREAMBLE];
  #functions = 0;

  program(program: Program): string[] {
    this.#block(program, 0, 'main');
    this.#lines.push('loop.call_soon(beat)', 'while turn < 24: loop.run_forever()', 'print(futures, tasks)');
    return this.#lines;
  }

  #block(steps: readonly Step[], depth: number, where: string): void {
    for (const step of steps) this.#step(step, depth, where);
  }

  #step(step: Step, depth: number, where: string): void {
    const put = (text: string, more = 0): void => {
      this.#lines.push('    '.repeat(depth + more) + text);
    };
    switch (step.op) {
      case 'callSoon':
        put(`handles.append(loop.call_soon(${this.#callback(step.body, depth)}))`);
        return;
      case 'callLater':
        put(`handles.append(later(${step.delay}, ${this.#callback(step.body, depth)}))`);
        return;
      case 'addDoneCallback':
        put(`if futures: at(futures, ${step.index}).add_done_callback(${this.#callback(step.body, depth, 'f')})`);
        return;
      case 'createTask': {
        const name = this.#open('async def', '', depth, step.steps);
        put(`tasks.append(loop.create_task(${name}()))`);
        return;
      }
      case 'guard':
      case 'finally':
        put('try:');
        put('pass', 1);
        this.#block(step.steps, depth + 1, where);
        put(step.op === 'guard' ? 'except BaseException as error:' : 'finally:');
        put(step.op === 'guard' ? `print("${where} caught", repr(error))` : 'await asyncio.sleep(0)', 1);
        return;
      default:
        put(LINE[step.op]('index' in step ? step.index : 'delay' in step ? step.delay : 0));
    }
  }

  /** Defines a function and returns its name. */
  #callback(body: readonly Step[], depth: number, parameter = ''): string {
    return this.#open('def', parameter, depth, body);
  }

  #open(keyword: string, parameter: string, depth: number, body: readonly Step[]): string {
    const name = `f${this.#functions++}`;
    const indent = '    '.repeat(depth);
    this.#lines.push(`${indent}${keyword} ${name}(${parameter}):`, `${indent}    print("${name} begins")`);
    this.#block(body, depth + 1, name);
    this.#lines.push(`${indent}    print("${name} ends")`);
    return name;
  }
}

type Plain = Exclude<Step['op'], 'callSoon' | 'callLater' | 'addDoneCallback' | 'createTask' | 'guard' | 'finally'>;

const LINE: Readonly<Record<Plain, (n: number) => string>> = {
  cancelHandle: (n) => `if handles: at(handles, ${n}).cancel()`,
  createFuture: () => 'futures.append(loop.create_future())',
  setResult: (n) => `if futures and not at(futures, ${n}).done(): at(futures, ${n}).set_result("result")`,
  setException: (n) => `if futures and not at(futures, ${n}).done(): at(futures, ${n}).set_exception(ValueError())`,
  cancelFuture: (n) => `if futures: print("cancel", at(futures, ${n}).cancel())`,
  removeDoneCallback: (n) => `# removes the done callback added as number ${n}`,
  cancelTask: (n) => `if tasks: print("cancel", at(tasks, ${n}).cancel())`,
  uncancel: (n) => `if tasks: print("uncancel", at(tasks, ${n}).uncancel())`,
  stop: () => 'loop.stop()',
  throw: () => 'raise ValueError()',
  yield: () => 'await asyncio.sleep(0)',
  sleep: (n) => `await asyncio.sleep(${n} and unique(${n}))`,
  awaitFuture: (n) => `if futures: print("got", await at(futures, ${n}))`,
  awaitTask: (n) => `if tasks: print("got", await at(tasks, ${n}))`,
};
