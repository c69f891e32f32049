/** chai's sentences as assertions in Python. */
import ts from 'typescript';
import { COMPARISONS, type Check, type Expectation } from '../parts/expectation';
import { refuse } from '../parts/refusal';
import type { Writer } from './writer';

export function assertionLines({ actual, checks }: Expectation, writer: Writer): string[] {
  const value = writer.expression(actual);
  return checks.map((check) => one(value, check, writer));
}

function one(value: string, check: Check, writer: Writer): string {
  const [first = 'None', second = 'None'] = check.args.map((arg) => writer.expression(arg));
  const truth = (condition: string): string => `assert ${check.negated ? `not (${condition})` : condition}, ${value}`;
  const operator = COMPARISONS[check.matcher];
  if (operator !== undefined) return truth(`${value} ${operator} ${first}`);
  switch (check.matcher) {
    case 'equal':
      if (check.negated) return `assert ${value} ${first === 'None' ? 'is not' : '!='} ${first}`;
      return `${writer.need('equal')}(${value}, ${first})`;
    case 'match': {
      const [pattern] = check.args;
      if (pattern === undefined || !ts.isRegularExpressionLiteral(pattern)) return truth(`${first}.search(${value})`);
      const [, literal = '', flags = ''] = /^re\.compile\((r(?:'.*'|".*"))(, .*)?\)$/s.exec(first) ?? [];
      return truth(`re.search(${literal}, ${value}${flags})`);
    }
    case 'length':
    case 'lengthOf':
      return check.negated ? truth(`len(${value}) == ${first}`) : `${writer.need('equal')}(len(${value}), ${first})`;
    case 'within':
      return truth(`${first} <= ${value} <= ${second}`);
    case 'closeTo':
      return truth(`abs(${value} - ${first}) <= ${second}`);
    case 'include':
    case 'contain':
      return truth(`${first} in ${value}`);
    case 'instanceOf':
    case 'instanceof':
      return truth(`isinstance(${value}, ${first})`);
    case 'a':
    case 'an': {
      const types: Readonly<Record<string, string>> = {
        "'string'": 'str',
        "'number'": '(int, float)',
        "'boolean'": 'bool',
      };
      return truth(
        first === "'function'" ? `callable(${value})` : `isinstance(${value}, ${types[first] ?? refuse(`a ${first}`)})`,
      );
    }
    case 'members':
      return check.include
        ? truth(`set(${first}) <= set(${value})`)
        : `${writer.need('equal')}(sorted(${value}), sorted(${first}))`;
    default:
      return refuse(`${check.matcher}() is not known here`);
  }
}
