/** The names by which arguments can be given, and their defaults: read off the signature, and tried by a call where it tells nothing. */
import { expect, suite, type World } from '../support';
import { DOCUMENTED, parametersOf, type Documented } from './documented';

const OPTIONS = {
  'abstract.options.connections': DOCUMENTED.connections,
  'abstract.options.unix': DOCUMENTED.unix,
  'abstract.options.datagrams': DOCUMENTED.datagrams,
  'abstract.options.sockets': DOCUMENTED.sockets,
  'abstract.options.subprocesses': DOCUMENTED.subprocesses,
  'abstract.options.lookups': DOCUMENTED.lookups,
  'abstract.options.tls': DOCUMENTED.tls,
  'abstract.options.sendfile': DOCUMENTED.sendfile,
} as const;

const PARAMETERS = {
  'abstract.parameter_names': DOCUMENTED.plain,
  'abstract.parameters.connections': DOCUMENTED.connections,
  'abstract.parameters.unix': DOCUMENTED.unix,
  'abstract.parameters.datagrams': DOCUMENTED.datagrams,
  'abstract.parameters.sockets': DOCUMENTED.sockets,
  'abstract.parameters.socket_datagrams': DOCUMENTED.socketDatagrams,
  'abstract.parameters.descriptors': DOCUMENTED.descriptors,
  'abstract.parameters.signals': DOCUMENTED.signals,
  'abstract.parameters.pipes': DOCUMENTED.pipes,
  'abstract.parameters.subprocesses': DOCUMENTED.subprocesses,
  'abstract.parameters.lookups': DOCUMENTED.lookups,
  'abstract.parameters.tls': DOCUMENTED.tls,
  'abstract.parameters.sendfile': DOCUMENTED.sendfile,
} as const;

/** What is wrong with the keyword-only parameters `options`, each a name and its default, of the method `name`. */
const WRONG_OPTIONS = `
method, wrong = getattr(loop, name), []
try:
    parameters = inspect.signature(method).parameters.values()
except (TypeError, ValueError):
    parameters = None
known, open_ended = [], parameters is None
for parameter in parameters or ():
    if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
        known.append(parameter.name)
    open_ended = open_ended or parameter.kind is parameter.VAR_KEYWORD
for option, default in options:
    if option in known:
        continue
    if not open_ended:
        wrong.append(option)
        continue
    # Only the call tells. What it makes is not awaited.
    try:
        made = method(*[None] * count, **{option: eval(default)})
    except TypeError as error:
        if 'keyword' in str(error):
            wrong.append(option)
    except Exception:
        pass
    else:
        if hasattr(made, 'close'):
            made.close()
        elif asyncio.isfuture(made):
            made.add_done_callback(lambda future: future.cancelled() or future.exception())
            made.cancel()
            loop.run_until_complete(asyncio.sleep(0))
return wrong
`;

/** How the signature of the method `name` differs from `positional` and `options`, each a name and its default. */
const DIFFERENCES = `
try:
    parameters = list(inspect.signature(getattr(loop, name)).parameters.values())
except (TypeError, ValueError):
    return []
# A function that hands everything on shows nothing.
if {parameter.kind for parameter in parameters} <= {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
    return []
shown = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
wrong = []
for index, (wanted, _) in enumerate(positional):
    given = shown[index] if index < len(shown) else None
    if given is None or given.name != wanted or given.kind is given.POSITIONAL_ONLY:
        wrong.append('%s is %s' % (wanted, 'missing' if given is None else given.name))
named = {parameter.name: parameter for parameter in parameters}
for wanted, default in [*positional, *options]:
    if wanted not in named:
        continue
    given, expected = named[wanted].default, inspect.Parameter.empty if default is None else eval(default)
    # Defaults that are false all mean that nothing was given.
    if given is not expected and given != expected and (given is inspect.Parameter.empty or given or expected):
        wrong.append('%s=%r' % (wanted, given))
return wrong
`;

export const parametersSuite = suite('abstract', 'the parameters of the methods of a loop', (test) => {
  for (const [clause, methods] of Object.entries(OPTIONS) as [keyof typeof OPTIONS, readonly Documented[]][]) {
    for (const documented of methods.filter(({ signature }) => /\*.*=/.test(signature))) {
      test(clause, `gives ${documented.method}() each option`, (world) => {
        const refused = ask(WRONG_OPTIONS, world, documented) as readonly string[];
        // The words name each: what else such an option brings down is told by this clause.
        expect(refused, `${documented.method}() refuses ${refused.join(', ')}`).to.deep.equal([]);
      });
    }
  }
  for (const [clause, methods] of Object.entries(PARAMETERS) as [keyof typeof PARAMETERS, readonly Documented[]][]) {
    for (const documented of methods) {
      test(clause, `reads the signature of ${documented.method}()`, (world) => {
        expect(ask(DIFFERENCES, world, documented), 'differences').to.deep.equal([]);
      });
    }
  }
});

function ask(source: string, { loop, env, subject }: World, documented: Documented): unknown {
  const parameters = parametersOf(documented, subject).map((each) => [each.name, each.default, each.keywordOnly]);
  const pairs = (keywordOnly: boolean): unknown[] =>
    parameters.filter((each) => each[2] === keywordOnly).map(([name, value]) => [name, value]);
  const [positional, options] = [pairs(false), pairs(true)];
  const count = positional.filter((pair) => (pair as readonly unknown[])[1] === null).length;
  return env.python.exec(`import inspect\n${source}`, { loop, name: documented.method, positional, options, count });
}
