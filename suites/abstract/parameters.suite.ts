/** The names by which arguments can be given, and their defaults: read off the signature, and tried by a call where it tells nothing. */
import { expect, suite, type World } from '../support';
import {
  CONNECTIONS,
  DATAGRAMS,
  DESCRIPTORS,
  LOOKUPS,
  parametersOf,
  PIPES,
  PLAIN,
  SENDFILE,
  SIGNALS,
  SOCKET_DATAGRAMS,
  SOCKETS,
  SUBPROCESSES,
  TLS,
  UNIX,
  type Documented,
} from './documented';

const OPTIONS = {
  'abstract.options.connections': CONNECTIONS,
  'abstract.options.unix': UNIX,
  'abstract.options.datagrams': DATAGRAMS,
  'abstract.options.sockets': SOCKETS,
  'abstract.options.subprocesses': SUBPROCESSES,
  'abstract.options.lookups': LOOKUPS,
  'abstract.options.tls': TLS,
  'abstract.options.sendfile': SENDFILE,
} as const;

const PARAMETERS = {
  'abstract.parameter_names': PLAIN,
  'abstract.parameters.connections': CONNECTIONS,
  'abstract.parameters.unix': UNIX,
  'abstract.parameters.datagrams': DATAGRAMS,
  'abstract.parameters.sockets': SOCKETS,
  'abstract.parameters.socket_datagrams': SOCKET_DATAGRAMS,
  'abstract.parameters.descriptors': DESCRIPTORS,
  'abstract.parameters.signals': SIGNALS,
  'abstract.parameters.pipes': PIPES,
  'abstract.parameters.subprocesses': SUBPROCESSES,
  'abstract.parameters.lookups': LOOKUPS,
  'abstract.parameters.tls': TLS,
  'abstract.parameters.sendfile': SENDFILE,
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
        expect(ask(WRONG_OPTIONS, world, documented), 'options that are refused').to.deep.equal([]);
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
