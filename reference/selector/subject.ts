/** SelectorEventLoop as a subject of the suites. */
import type { Subject } from '../../spec';
import { asyncio } from '../node/asyncio';
import { version } from '../node/version';
import { socketsMissing } from '../sockets';
import { socketsCannot } from '../sockets/platform';
import { SelectorEventLoop } from './selector-event-loop';

const newEventLoop = (): SelectorEventLoop => new SelectorEventLoop();

/** Why there is no such subject here, or `null`. */
export function selectorMissing(): string | null {
  const reason = socketsMissing();
  return reason?.startsWith('koffi') ? 'SelectorEventLoop needs koffi: npm install koffi' : reason;
}

export const selectorSubject: Subject = {
  name: 'selector',
  kind: 'typescript',
  version,
  runtime: `node ${process.versions.node}`,
  contract: '3.15',
  newEventLoop,
  asyncio: { ...asyncio, newEventLoop },
  lacks: {},
  get cannot() {
    return socketsCannot();
  },
};
