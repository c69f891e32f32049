/** Broken loops that every run slips through its own path: a runner that lets one pass certifies nothing. */
import type { AbstractEventLoop, ClauseId, Subject } from '../../spec';
import { referenceLayer } from '../subjects/open-subject';

/** A name that the worker knows no damage for is the sound reference: tests slip it in to see it refused. */
export interface Canary {
  readonly fault: string;
  readonly breaks: ClauseId;
  readonly damage: (loop: AbstractEventLoop) => void;
  /** It flies in runs of network clauses only. */
  readonly network?: true;
}

export const CANARIES: Readonly<Record<string, Canary>> = {
  inline: {
    fault: 'call_soon() calls at once',
    breaks: 'callbacks.call_soon.not_synchronous',
    damage: (loop) => {
      const callSoon = loop.callSoon.bind(loop);
      loop.callSoon = (callback, args, options) => {
        Reflect.apply(callback, undefined, args ?? []);
        return callSoon(() => {}, [], options);
      };
    },
  },
  twice: {
    fault: 'call_soon() calls twice',
    breaks: 'callbacks.call_soon.exactly_once',
    damage: (loop) => {
      const callSoon = loop.callSoon.bind(loop);
      loop.callSoon = (callback, args, options) => {
        callSoon(callback, args, options);
        return callSoon(callback, args, options);
      };
    },
  },
  deaf: {
    fault: 'exceptions of callbacks are swallowed',
    breaks: 'callbacks.call_soon.exception_does_not_stop_loop',
    damage: (loop) => {
      loop.callExceptionHandler = () => {};
    },
  },
  backwards: {
    fault: 'create_connection() gives the protocol before the transport',
    breaks: 'connection.result.pair',
    network: true,
    damage: (loop) => {
      const createConnection = loop.createConnection.bind(loop);
      loop.createConnection = function* (factory, host, port, options) {
        const [transport, protocol] = yield* createConnection(factory, host, port, options);
        return [protocol, transport] as never;
      };
    },
  },
};

/** The reference with the fault in it. */
export function canarySubject(name: string): Subject {
  const { subject } = referenceLayer();
  return {
    ...subject,
    name: `canary ${name}`,
    newEventLoop: async () => {
      const loop = await subject.newEventLoop();
      CANARIES[name]?.damage(loop);
      return loop;
    },
  };
}
