/** SelectorEventLoop on poll(2), as a subject: what it is where there is no epoll. */
import { NodePollSelector, SelectorEventLoop } from '../../reference';
import { selectorSubject } from '../../reference/selector/subject';
import type { Subject } from '../../spec';

const newEventLoop = (): SelectorEventLoop => new SelectorEventLoop(new NodePollSelector());

const subject: Subject = {
  ...selectorSubject,
  name: 'poll',
  newEventLoop,
  asyncio: { ...selectorSubject.asyncio, newEventLoop },
};

export default subject;
