/** chai's sentences as calls of node:assert, which every machine with node has. */
import type ts from 'typescript';
import { COMPARISONS, type Check, type Expectation } from '../parts/expectation';
import { refuse } from '../parts/refusal';

export function assertionText({ actual, message, checks }: Expectation, text: (node: ts.Node) => string): string {
  const value = text(actual);
  return checks.map((check) => one(value, check, message === undefined ? '' : `, ${text(message)}`, text)).join('; ');
}

function one(value: string, check: Check, message: string, text: (node: ts.Node) => string): string {
  const [first = 'undefined', second = 'undefined'] = check.args.map(text);
  const not = check.negated ? 'not' : '';
  const truth = (condition: string): string => `assert(${check.negated ? `!(${condition})` : condition}${message})`;
  const operator = COMPARISONS[check.matcher];
  if (operator !== undefined) return truth(`${value} ${operator} ${first}`);
  switch (check.matcher) {
    case 'equal':
      return check.deep
        ? `assert.${check.negated ? 'notDeepStrictEqual' : 'deepStrictEqual'}(${value}, ${first}${message})`
        : `assert.${check.negated ? 'notStrictEqual' : 'strictEqual'}(${value}, ${first}${message})`;
    case 'match':
      return `assert.${not === '' ? 'match' : 'doesNotMatch'}(${value}, ${first}${message})`;
    case 'length':
    case 'lengthOf':
      return `assert.${check.negated ? 'notStrictEqual' : 'strictEqual'}((${value}).length, ${first}${message})`;
    case 'within':
      return truth(`${value} >= ${first} && ${value} <= ${second}`);
    case 'closeTo':
      return truth(`Math.abs(${value} - ${first}) <= ${second}`);
    case 'include':
    case 'contain':
      return check.deep ? refuse('deep.include is not known here') : truth(`${value}.includes(${first})`);
    case 'instanceOf':
    case 'instanceof':
      return truth(`${value} instanceof ${first}`);
    case 'a':
    case 'an':
      return truth(`typeof ${value} === ${first}`);
    case 'members':
      return check.include
        ? truth(`${first}.every((item) => ${value}.includes(item))`)
        : `assert.deepStrictEqual([...${value}].sort(), [...${first}].sort()${message})`;
    default:
      return refuse(`${check.matcher}() is not known here`);
  }
}
