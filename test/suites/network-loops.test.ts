/** What a clause of the network says is seen on two loops of TypeScript at least: one alone might owe its pass to its own host. */
import { expect } from 'chai';
import { join } from 'node:path';
import { subject as reference } from '../../reference';
import { layer } from '../../reference/layer';
import { selectorSubject } from '../../reference/selector/subject';
import { openSubject } from '../../runner/subjects/open-subject';
import { parseSubject } from '../../runner/subjects/subject-spec';
import { CLAUSES, NETWORK_PROFILES, appliesTo, type Clause } from '../../spec';
import { SUITES, applicability, traitsOf } from '../../suites';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', '005-loop-that-blocks.ts');

describe('the clauses of the network', () => {
  const tests = SUITES.flatMap((suite) => suite.tests);

  /** Whether a program in TypeScript can see at all whether a loop of the newest contract keeps it. */
  function isObservable(clause: Clause): boolean {
    if (clause.pythonOnly !== undefined || !appliesTo(clause, traitsOf(reference).contract)) return false;
    return tests.some((test) => test.clause === clause.id && test.options.on !== 'python');
  }

  it('are judged on two of NodeEventLoop, SelectorEventLoop and one that blocks', async function () {
    if (layer.cannot.socket !== undefined) this.skip();
    const blocking = await openSubject(parseSubject(EXAMPLE));
    const traits = [reference, selectorSubject, blocking.subject].map((subject) => traitsOf(subject));
    const network = CLAUSES.filter(({ profile }) => (NETWORK_PROFILES as readonly string[]).includes(profile));
    const observable = network.filter(isObservable);
    expect(observable.length).to.be.greaterThan(400);
    const once = observable.filter(({ id }) => {
      const own = tests.filter(({ clause }) => clause === id);
      return traits.filter((one) => own.some((test) => applicability(test, one).applies)).length < 2;
    });
    expect(once.map(({ id }) => id)).to.deep.equal([]);
  });
});
