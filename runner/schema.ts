/** Checks what comes from files against a published JSON Schema, and says in one line what is wrong and where. */
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020';
import { suggestion } from './errors';

/** What is wrong with a value: the sentence, and a remedy where there is one. */
export interface Fault {
  readonly message: string;
  readonly remedy?: string;
}

/** Loaded at its first use too. */
function validator(): typeof Ajv2020 {
  return (require('ajv/dist/2020') as typeof import('ajv/dist/2020')).Ajv2020;
}

/** Compiles `schema` at its first use, with those that it refers to: most commands need none. */
export function checker(
  schema: () => object,
  ...others: readonly (() => object)[]
): (value: unknown) => Fault | undefined {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= new (validator())({
      strict: true,
      allErrors: false,
      verbose: true,
      schemas: others.map((other) => other()),
    }).compile(schema());
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return error === undefined ? { message: 'it does not match its schema' } : faultOf(error);
  };
}

function faultOf(error: ErrorObject): Fault {
  const where = place(error.instancePath);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      return {
        message: `"${name}" is unknown${where === 'it' ? '' : ` in ${where}`}`,
        remedy: suggestion(name, known, `there are ${known.join(', ')}`),
      };
    }
    case 'required':
      return { message: `${where} lacks "${String(params['missingProperty'])}"` };
    case 'enum': {
      const known = (params['allowedValues'] as readonly unknown[]).map(String);
      const wrong = String(error.data);
      return {
        message: `${where} is ${shown(error.data)}, which is not known`,
        remedy: suggestion(wrong, known, `it is one of ${known.join(', ')}`),
      };
    }
    case 'const':
      return { message: `${where} is ${shown(error.data)} and not ${shown(params['allowedValue'])}` };
    case 'pattern':
    case 'minLength':
      return {
        message: `${where} is ${shown(error.data)}${error.keyword === 'minLength' ? '' : `, which is not of the form ${String(params['pattern'])}`}`,
        ...described(error),
      };
    default:
      return { message: `${where} ${error.message ?? 'is wrong'}`, ...described(error) };
  }
}

function described({ parentSchema }: ErrorObject): Pick<Fault, 'remedy'> {
  const text: unknown = parentSchema?.['description'];
  return typeof text === 'string' ? { remedy: text } : {};
}

/** `/clauses/3/status` as `clauses[3].status`. */
function place(pointer: string): string {
  if (pointer === '') return 'it';
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join('');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
