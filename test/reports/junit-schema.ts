/**
 * Holds a JUnit file to the schema that Jenkins' xUnit plugin checks such files by (junit-10.xsd): which elements stand in which,
 * which attributes each must and may have, and how they look. It reads as much of XML as the kit writes.
 */

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly text: boolean;
}
const rule = (required: string, optional: string, children: string, text = false): Rule => {
  const words = (list: string): readonly string[] => list.split(' ').filter((word) => word !== '');
  return { required: words(required), optional: words(optional), children: words(children), text };
};

const RULES: Readonly<Record<string, Rule>> = {
  testsuites: rule('', 'name time tests failures errors disabled', 'testsuite'),
  testsuite: rule(
    'name tests',
    'failures errors skipped time timestamp hostname id package group file log url version',
    'testsuite properties testcase system-out system-err',
  ),
  properties: rule('', '', 'property'),
  property: rule('name', 'value', '', true),
  testcase: rule('name', 'classname time group status', 'skipped error failure system-out system-err'),
  skipped: rule('', 'message type', '', true),
  error: rule('', 'message type', '', true),
  failure: rule('', 'message type', '', true),
  'system-out': rule('', '', '', true),
  'system-err': rule('', '', '', true),
};
const LOOKS: Readonly<Record<string, RegExp>> = {
  time: /^([0-9]{0,3},)*[0-9]+(\.[0-9]{0,3})?$/,
  tests: /^\d+$/,
  failures: /^\d+$/,
  errors: /^\d+$/,
  skipped: /^\d+$/,
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/,
};
const STRAY = /&(?!(#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)/i;
const TOKEN = /<\?[^?]*\?>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;

/** What the schema forbids; nothing where the file is valid. */
export function junitFaults(xml: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [whole, end, name, attributes = '', empty, text, stray] of xml.matchAll(TOKEN)) {
    if (stray !== undefined) faults.push('a < that begins no element');
    if (text !== undefined) faults.push(...textFaults(text, open.at(-1)));
    if (name === undefined) continue;
    if (end === '/') {
      if (open.pop() !== name) faults.push(`${whole} ends what did not begin`);
      continue;
    }
    faults.push(...placeFaults(name, open.at(-1)), ...attributeFaults(name, attributes));
    if (empty !== '/') open.push(name);
  }
  return open.length === 0 ? faults : [...faults, `${open.join(' ')} without an end`];
}

function textFaults(text: string, inside: string | undefined): readonly string[] {
  if (STRAY.test(text)) return ['an & that begins no reference'];
  if (text.trim() === '' || (inside !== undefined && RULES[inside]?.text === true)) return [];
  return [`text in ${inside ?? 'the document'}`];
}

function placeFaults(name: string, inside: string | undefined): readonly string[] {
  if (RULES[name] === undefined) return [`there is no element ${name}`];
  const may = inside === undefined ? ['testsuites', 'testsuite'] : (RULES[inside]?.children ?? []);
  return may.includes(name) ? [] : [`${name} in ${inside ?? 'the document'}`];
}

function attributeFaults(name: string, text: string): readonly string[] {
  const given = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value] as const);
  const { required = [], optional = [] } = RULES[name] ?? {};
  return [
    ...required.filter((key) => !given.some(([one]) => one === key)).map((key) => `${name} lacks ${key}`),
    ...given.flatMap(([key, value]) => {
      if (STRAY.test(value)) return ['an & that begins no reference'];
      if (![...required, ...optional].includes(key)) return [`${name} has ${key}`];
      return LOOKS[key]?.test(value) === false ? [`${key}="${value}" in ${name}`] : [];
    }),
  ];
}
