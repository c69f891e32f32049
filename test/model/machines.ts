/** Machines: the model, and any subject of the suites. */
import type { AbstractEventLoop, Subject } from '../../spec';
import type { Machine, MachineLoop, MakeMachine } from './machine';
import { ModelLoop } from './model-loop';

export const model: MakeMachine = (clock) => {
  const loop = new ModelLoop(clock);
  return {
    name: 'model',
    loop,
    onReport: (listener) => {
      loop.onReport = listener;
    },
    close: () => {},
  };
};

/** Loops of `subject` whose time() is the program's clock. */
export function machineOf(subject: Subject): MakeMachine {
  return async (clock): Promise<Machine> => {
    await subject.beforeTest?.();
    const loop: AbstractEventLoop = await subject.newEventLoop();
    loop.time = clock;
    return {
      name: subject.name,
      loop: loop as unknown as MachineLoop,
      onReport: (listener) => {
        loop.setExceptionHandler((_loop, context) => listener(context.exception));
      },
      close: async () => {
        loop.close();
        await subject.afterTest?.();
      },
    };
  };
}
