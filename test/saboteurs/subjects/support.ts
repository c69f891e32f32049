/** What saboteurs are made of: a sound loop, one that lies, an act in the middle of a test, an attempt. */
import { NodeEventLoop } from '../../../reference';
import type { AbstractEventLoop } from '../../../spec';

export function sound(): AbstractEventLoop {
  return new NodeEventLoop();
}

/** Calls every callback twice. */
export function lying(): AbstractEventLoop {
  const loop = new NodeEventLoop();
  const callSoon = loop.callSoon.bind(loop);
  loop.callSoon = (callback, args, options) => {
    callSoon(callback, args, options);
    return callSoon(callback, args, options);
  };
  return loop;
}

/** Loops that do `act` whenever something is scheduled: in tests, and never while the factory is looked at. */
export function whenScheduling(act: () => void, make = sound): () => AbstractEventLoop {
  return () => {
    const loop = make();
    const callSoon = loop.callSoon.bind(loop);
    loop.callSoon = (callback, args, options) => {
      act();
      return callSoon(callback, args, options);
    };
    return loop;
  };
}

/** What is refused was worth an attempt. */
export function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // It was refused.
  }
}
