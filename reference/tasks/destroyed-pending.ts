/** Reports a task that was lost while it was waiting: nothing can ever resume it. */
import type * as contract from '../../spec';
import type { TaskState } from './task-state';

export class DestroyedPending {
  /** Cleared by who owns the task and knows better. */
  wanted: boolean;

  private constructor(
    private readonly report: contract.ExceptionContext,
    wanted: boolean,
  ) {
    this.wanted = wanted;
  }

  static watch(task: TaskState): DestroyedPending {
    const standIn = task._standIn() as contract.Task;
    const { _sourceTraceback: sourceTraceback } = task;
    const watch = new DestroyedPending(
      {
        message: 'Task was destroyed but it is pending!',
        task: standIn,
        ...(sourceTraceback === null ? {} : { sourceTraceback }),
      },
      task._logDestroyPending,
    );
    lost.register(task, watch);
    return watch;
  }

  /** The task is done. */
  release(): void {
    this.wanted = false;
  }

  /** @internal */
  static tell(watch: DestroyedPending): void {
    if (watch.wanted) watch.report.task?.getLoop().callExceptionHandler(watch.report);
  }
}

const lost = new FinalizationRegistry<DestroyedPending>(DestroyedPending.tell);
