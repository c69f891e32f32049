/** Signals on node: whose listeners they are, and when they are gone. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { NodeEventLoop } from '../../../reference';
import { currentHost } from '../../../reference/loop/current-host';
import { RuntimeError } from '../../../spec';

const { SIGUSR2 } = constants.signals;
const nothing = (): void => {};

describe('signals on node', () => {
  it('have no handlers after the loop is closed, and get no more', () => {
    const before = process.listenerCount('SIGUSR2');
    const loop = new NodeEventLoop();
    loop.addSignalHandler(SIGUSR2, nothing);
    expect(process.listenerCount('SIGUSR2')).to.equal(before + 1);
    loop.close();
    expect(process.listenerCount('SIGUSR2')).to.equal(before);
    expect(loop.removeSignalHandler(SIGUSR2), 'there was one').to.equal(false);
    expect(() => {
      loop.addSignalHandler(SIGUSR2, nothing);
    }).to.throw(RuntimeError, 'Event loop is closed');
    expect(process.listenerCount('SIGUSR2')).to.equal(before);
  });

  it('are nobody`s when the handler is removed', () => {
    const before = process.listenerCount('SIGUSR2');
    const loop = new NodeEventLoop();
    loop.addSignalHandler(SIGUSR2, nothing);
    loop.addSignalHandler(SIGUSR2, nothing);
    expect(process.listenerCount('SIGUSR2'), 'the newer takes its place').to.equal(before + 1);
    expect([1, 2].map(() => loop.removeSignalHandler(SIGUSR2))).to.deep.equal([true, false]);
    expect(process.listenerCount('SIGUSR2')).to.equal(before);
    loop.close();
  });

  it('that interrupt are left to the program that listens itself', () => {
    const others = process.listeners('SIGINT');
    process.removeAllListeners('SIGINT');
    const programs = (): void => {};
    try {
      process.on('SIGINT', programs);
      const stop = currentHost().onInterrupt(nothing);
      expect(process.listeners('SIGINT')).to.deep.equal([programs]);
      stop();
      expect(process.listeners('SIGINT')).to.deep.equal([programs]);
    } finally {
      process.removeAllListeners('SIGINT');
      for (const listener of others) process.on('SIGINT', listener);
    }
  });
});
