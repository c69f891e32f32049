/** Every statement stands alone: a reader of one line in a report knows what it is about, and why it matters. */
import { expect } from 'chai';
import { CLAUSES, parseReference, type Clause } from '../../spec';

/** Openings that point at something the reader does not see, or keep the subject for later. */
const POINTING =
  /^(The same|The former|The latter|That|Those|Such|This|These|It|Its|So|They|Their|Them|He|She|Each of them|Both of|One of them|Some of them|All of them|None of them|Also|Likewise|Otherwise|Then|There|Here|What|Whatever|Who|Whoever)\b/;

/** The things that the contract speaks of. A method that several of them have is named together with its owner. */
const THINGS =
  'loop|loops|iteration|callback|callbacks|handle|handles|timer|timers|deadline|context|contexts|handler|handlers|generator|generators|executor|job|signal|signals|future|futures|task|tasks|coroutine|coroutines|transport|transports|protocol|protocols|server|servers|socket|sockets|descriptor|descriptors|hooks|report|selector|process|name|names|connection|connections|pipe|pipes|thread|threads';
const THING = new RegExp(`\\b(${THINGS})\\b`, 'i');

/** Methods that more than one class of the contract has. */
const SHARED = [
  'cancel',
  'cancelled',
  'result',
  'exception',
  'get_context',
  'get_loop',
  'close',
  'repr',
  '_run',
] as const;

/** The words that tell whose method is meant. */
const OWNER = new RegExp(`\\b(${THINGS}|Runner|TaskGroup|timeout|shield|gather|wait_for)\\b`, 'i');

describe('the statement of a clause', () => {
  const each = (find: (clause: Clause) => boolean): readonly string[] =>
    CLAUSES.filter(find).map(({ id, statement }) => `${id}: ${statement}`);

  it('opens with its subject, never with a word that points elsewhere', () => {
    expect(each(({ statement }) => POINTING.test(statement))).to.deep.equal([]);
  });

  it('names what it is about: one of the names that it binds, or a thing of the contract', () => {
    const names = ({ statement, api }: Clause): boolean =>
      THING.test(statement) ||
      api.some((reference) => {
        const { name, parameter } = parseReference(reference);
        const last = name.split('.').at(-1) ?? '';
        return statement.includes(last) || (parameter !== undefined && statement.includes(parameter));
      });
    expect(each((clause) => !names(clause))).to.deep.equal([]);
  });

  it('says whose method it means where several classes have it', () => {
    const shared = new RegExp(`(^|[^.\\w])(${SHARED.join('|')})\\(`);
    expect(each(({ statement }) => shared.test(statement) && !OWNER.test(statement))).to.deep.equal([]);
  });

  it('tells the version it speaks of where a later one holds the opposite', () => {
    const silent = each(({ statement, until }) => until !== undefined && !statement.includes(`Before Python ${until}`));
    expect(silent).to.deep.equal([]);
  });

  it('stands once', () => {
    const seen = new Map<string, string>();
    const twice = CLAUSES.flatMap(({ id, statement }) => {
      const first = seen.get(statement);
      seen.set(statement, id);
      return first === undefined ? [] : [`${id} says what ${first} says`];
    });
    expect(twice).to.deep.equal([]);
  });

  it('is one line, and one thought: no more than sixty words', () => {
    expect(each(({ statement }) => statement.includes('\n') || statement.split(' ').length > 60)).to.deep.equal([]);
  });
});

describe('the note of a clause', () => {
  it('tells for every must why programs rely on it', () => {
    const bare = CLAUSES.filter(({ level, note }) => level === 'must' && note === undefined);
    expect(bare.map(({ id }) => id)).to.deep.equal([]);
  });

  it('is one or two whole sentences, and not the statement again', () => {
    const odd = CLAUSES.filter(
      ({ note, statement }) =>
        note !== undefined && (!/^[A-Z'_a-z].*[.)]$/.test(note) || note === statement || note.split(' ').length > 45),
    );
    expect(odd.map(({ id, note }) => `${id}: ${note ?? ''}`)).to.deep.equal([]);
  });
});
