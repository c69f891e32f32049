/** The reference's queues, beside what they stand for: an array. */
import { expect } from 'chai';
import { TimerHandle } from '../../reference';
import type { AbstractEventLoop } from '../../spec';
import { ReadyQueue } from '../../reference/loop/ready-queue';
import { TimerHeap } from '../../reference/loop/timer-heap';
import { YoungTasks } from '../../reference/tasks/young-tasks';

const loop = { getDebug: () => false, _timerHandleCancelled: () => {} } as unknown as AbstractEventLoop;

function timer(when: number): TimerHandle {
  return new TimerHandle(when, () => {}, [], loop);
}

describe('ReadyQueue', () => {
  it('keeps the order while it grows and wraps around', () => {
    const queue = new ReadyQueue<number>();
    const model: number[] = [];
    const taken: number[] = [];
    const expected: number[] = [];
    for (let i = 0; i < 5000; i++) {
      queue.push(i);
      model.push(i);
      if (i % 3 === 0) {
        taken.push(queue.shift());
        expected.push(model.shift() as number);
      }
    }
    expect(taken).to.deep.equal(expected);
    expect([...queue]).to.deep.equal(model);
    expect(queue.length).to.equal(model.length);
    queue.clear();
    expect([...queue]).to.deep.equal([]);
  });
});

describe('TimerHeap', () => {
  it('gives the timers by deadline, equal ones in the order they came', () => {
    const heap = new TimerHeap();
    const timers = Array.from({ length: 1000 }, (_, i) => timer((i * 7919) % 100));
    for (const each of timers) heap.push(each);
    const popped: TimerHandle[] = [];
    while (heap.length > 0) popped.push(heap.pop());
    const sorted = timers.map((each, i) => ({ each, i })).sort((a, b) => a.each.when() - b.each.when() || a.i - b.i);
    expect(popped).to.deep.equal(sorted.map(({ each }) => each));
  });

  it('stays a heap when timers are filtered out', () => {
    const heap = new TimerHeap();
    for (let i = 0; i < 200; i++) heap.push(timer((i * 37) % 200));
    heap.filter((each) => each.when() % 2 === 0);
    const whens: number[] = [];
    while (heap.length > 0) whens.push(heap.pop().when());
    expect(whens).to.deep.equal(Array.from({ length: 100 }, (_, i) => 2 * i));
  });
});

describe('YoungTasks', () => {
  it('gives up what is older than a turn, and uses places again', () => {
    const young = new YoungTasks<string>();
    const a = young.add('a', 0);
    young.add('b', 0);
    young.remove(a);
    expect(young.add('c', 1)).to.equal(a);
    const grown: string[] = [];
    young.takeOlderThan(1, (each) => grown.push(each));
    expect(grown).to.deep.equal(['b']);
    expect([...young]).to.deep.equal(['c']);
    expect(young.size).to.equal(1);
  });
});
