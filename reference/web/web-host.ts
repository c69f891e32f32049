/** A web page, or a worker of one, as a host. Loading this module installs it. */
import { OSError } from '../../spec';
import { HostExecutor } from '../executor/host-executor';
import { installHost } from '../loop/current-host';
import type { Host } from '../loop/host';
import { WebEventLoop } from './web-event-loop';
import { webTimers } from './web-timers';

const refuse = (): Promise<never> => Promise.reject(new OSError('a web page cannot look up names'));

export const webHost: Host = {
  ...webTimers,
  // A page that is left takes its turns along: nothing of it has to be kept alive.
  eventually: webTimers.afterPoll,
  debug: false,
  platform: 'web',
  warn: (message, category) => console.warn(`${category}: ${message}`),
  writeError: (text) => console.error(text),
  isInternalFrame: () => false,
  // No signal reaches a page.
  onInterrupt: () => () => {},
  names: { lookup: refuse, lookupService: refuse },
  newEventLoop: () => new WebEventLoop(),
  newExecutor: () => new HostExecutor(),
};

installHost(webHost);
