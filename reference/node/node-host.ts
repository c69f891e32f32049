/** Node as a host. Loading this module installs it. */
import { lookup, lookupService } from 'node:dns/promises';
import { ThreadPoolExecutor } from '../executor/thread-pool-executor';
import { installHost } from '../loop/current-host';
import type { Host } from '../loop/host';
import { NodeEventLoop } from './node-event-loop';
import { nodeTimers } from './node-timers';

export const nodeHost: Host = {
  ...nodeTimers,
  eventually(action) {
    setImmediate(action).unref();
  },
  // Asked for each loop: a program may change its environment.
  get debug() {
    return (process.env['PYTHONASYNCIODEBUG'] ?? '') !== '';
  },
  platform: process.platform,
  warn: (message, category) => process.emitWarning(message, category),
  writeError(text) {
    process.stderr.write(text);
  },
  isInternalFrame: (frame) => frame.includes('node:internal'),
  onInterrupt(listener) {
    if (process.listenerCount('SIGINT') > 0) return () => {};
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
  names: {
    async lookup(host, family) {
      const found = await lookup(host, { all: true, family });
      return found.map(({ address }) => address);
    },
    async lookupService(address, port) {
      const { hostname, service } = await lookupService(address, port);
      return [hostname, service];
    },
  },
  newEventLoop: () => new NodeEventLoop(),
  newExecutor: () => new ThreadPoolExecutor(),
};

installHost(nodeHost);
