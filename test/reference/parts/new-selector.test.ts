/** The selector of a loop that is given none. */
import { expect } from 'chai';
import { newSelector } from '../../../reference/selector/new-selector';
import { isNodeDriven } from '../../../reference/selector/node-driven';
import { NodePollSelector } from '../../../reference/selector/node-poll-selector';
import { OSError } from '../../../spec';
import { ScriptedSelector } from '../scripted-selector';
import { needsSockets } from '../needs-sockets';

describe('the selector of a loop that is given none', () => {
  needsSockets();

  it('leaves the waiting to node, on epoll or else on poll', () => {
    const fake = new ScriptedSelector();
    expect(newSelector(() => fake as never)).to.equal(fake);
    const poll = newSelector(() => {
      throw new OSError('no epoll here');
    });
    expect(poll).to.be.instanceOf(NodePollSelector);
    expect(isNodeDriven(poll)).to.equal(true);
    poll.close();
    const fault = new TypeError('it is broken');
    expect(() =>
      newSelector(() => {
        throw fault;
      }),
    ).to.throw(fault);
  });

  it('is told from one that blocks by what it has', () => {
    const [post, park] = [(): void => {}, (): void => {}];
    expect([{ post, park }, { post }, { park }, {}].map(isNodeDriven)).to.deep.equal([true, false, false, false]);
  });
});
