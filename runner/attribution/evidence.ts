/** What the words of a failure tell of its cause. */
import type { Failure } from '../results/record';

type Said = Pick<Failure, 'name' | 'message'>;

/** The method that an object does not have, by its Python name. */
export function missingMethod({ name, message }: Said): string | undefined {
  if (name === 'AssertionError') return undefined;
  const found = /^(?:[\w.]+)\.(\w+) is not a function/.exec(message)?.[1];
  return found?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Nothing was to be seen at all: the test's own clause was not looked at. */
export function isInVain({ message }: Said): boolean {
  return message.startsWith('in vain: ');
}

/** A test looked for a method, and it is not there. */
export function isAbsent({ message }: Said): boolean {
  return /expected 'undefined' to equal 'function'|, which can be called: expected false to equal true/.test(message);
}

/** A call gave nothing where an object was to come. */
export function isNothing({ message }: Said): boolean {
  return /Cannot read properties of (?:null|undefined)|'NoneType' object has no attribute/.test(message);
}

/** A call of the loop failed by itself: what it is for is not there. A loop that forgets another duty does not say so. */
export function isCallRefused({ name, message }: Said): boolean {
  if (name === 'AssertionError') return false;
  if (name === 'NotImplementedError') return true;
  return (
    /unexpected keyword argument|object has no attribute|no current event loop|UnboundLocalError|NameError/.test(
      `${name} ${message}`,
    ) && !/'NoneType' object/.test(message)
  );
}

/** A method of which the loop has but the name. */
export function isNotThere({ name }: Said): boolean {
  return name === 'NotImplementedError';
}

/** An error of the loop's own, which no test looked for: no comparison, no patience at its end, nothing left behind. */
function isRaised({ name }: Said): boolean {
  return !['AssertionError', 'Hang', 'OutOfPatience', 'LeftBehind', 'NotImplementedError', 'PeerDied'].includes(name);
}

/** The refusal itself, also where the test had waited for another error: `NotImplementedError`, an unknown keyword, "not supported". */
export function refusalIn({ name, message }: Said): string | undefined {
  const line = message.split('\n')[0] ?? '';
  const [, raised] = / raised ([A-Za-z_]+: .*?)(?: instead of [A-Za-z_.]+)?$/.exec(line) ?? [];
  const text = (name === 'AssertionError' ? (raised ?? '') : `${name}: ${line}`).trim();
  if (/^NotImplementedError\b/.test(text)) return withoutNumbers(text);
  if (/\bis not supported\b/.test(text)) return withoutNumbers(text);
  return /unexpected keyword argument '\w+'/.exec(text)?.[0];
}

/** The options that a method does not take, by the names that were tried, each as `method(option)`. */
export function optionsRefused({ name, message }: Said): readonly string[] {
  const text = `${name}: ${message.split('\n')[0] ?? ''}`;
  const [, called, option] = /(\w+)\(\) got an unexpected keyword argument '(\w+)'/.exec(text) ?? [];
  if (called !== undefined) return [`${called}(${option ?? ''})`];
  const [, method, tried] = /^AssertionError: (\w+)\(\) refuses ([\w, ]+): expected /.exec(text) ?? [];
  return (tried ?? '').split(', ').flatMap((each) => (each === '' ? [] : [`${method ?? ''}(${each})`]));
}

/** The process of a Python loop ended as one does that was asked to exit. */
export function isExit({ name, message }: Said): boolean {
  return /\bPeerDied: the Python process ended with exit code \d/.test(`${name}: ${message}`);
}

/** The exit request, by its class, that was awaited while the run went on. */
export function exitOutlived({ name, message }: Said): string | undefined {
  const text = `${name}: ${message}`;
  return /\bOutOfPatience: waited .* for run_\w+\(\) to return instead of (SystemExit|KeyboardInterrupt)/.exec(
    text,
  )?.[1];
}

/** A peer of the kit's found nobody at the address that a server tells. */
export function isUnreached({ name, message }: Said): boolean {
  return name === 'WireError' && message.includes('ECONNREFUSED');
}

/** A server that was closed is so late to close its socket that the next client is taken and dropped. */
export function isReset({ message }: Said): boolean {
  return message.startsWith("expected 'ECONNRESET' to equal 'ECONNREFUSED'");
}

/** A peer of the kit's was to send to an address that has no port. */
export function isPortless({ name, message }: Said): boolean {
  return name === 'WireError' && message.includes('Port should be > 0');
}

/** The pipe that a transport was given is open after its end. */
export function isPipeLeftOpen({ name, message }: Said): boolean {
  return name === 'AssertionError' && message.startsWith('the pipe is closed: expected false');
}

/** What a test had opened could not be closed: somebody else had closed its descriptor. */
export function isClosedBelow({ name, message }: Said): boolean {
  return /^(?:LeftBehind: cleaning up failed: )?OSError: Bad file descriptor/.test(`${name}: ${message}`);
}

/** A server named no socket by which a peer of the kit's could find it. */
export function isSocketless({ message }: Said): boolean {
  return message.includes('the server has no socket');
}

/** A test was still running when its time was over. */
export function isHang({ name }: Said): boolean {
  return name === 'Hang';
}

/** Of a test that waited for a timer beside a function: the timer was late. */
export function isTimerLate({ name, message }: Said): boolean {
  return name === 'AssertionError' && /^expected (?!\[ 'timer').* to deeply equal \[ 'timer', /.test(message);
}

/** In the turn of a stop() the timers that were due did not come. */
export function isDueTimerMissed({ name, message }: Said): boolean {
  return name === 'AssertionError' && /^expected \[\] to deeply equal \[ '(?:timer|at', 'later)' \]/.test(message);
}

/** As many things as there were to come, and others in their places. */
export function isOutOfOrder({ message }: Said): boolean {
  return /^expected \[ Array\((\d+)\) \] to deeply equal \[ Array\(\1\) \]/.test(message);
}

/** What an object of Python's does not have, also where the test had waited for another error. */
export function missingAttribute({ name, message }: Said): string | undefined {
  const text =
    name === 'AssertionError'
      ? (/ raised (AttributeError: .*) instead of /.exec(message)?.[1] ?? '')
      : `${name}: ${message}`;
  return /^AttributeError: '(?!NoneType')\w+' object has no attribute '(\w+)'/.exec(text)?.[1];
}

/** Of a test that asks for the running loop wherever one runs: in a bare callback it is another. */
export function isNotRunningLoop({ message }: Said): boolean {
  return /^expected \{ call_soon: false[,\s]/.test(message);
}

/** A test looked at what it got for a task. */
export function isOfAnotherClass({ message }: Said): boolean {
  return message.startsWith('an instance of Task: ');
}

/** A method that tasks have, and futures not, was not there: what the test got for a task is none. */
export function isNoTask(said: Said): boolean {
  const name = missingMethod(said) ?? missingAttribute(said);
  return name !== undefined && OF_TASKS.has(name);
}

const OF_TASKS: ReadonlySet<string> = new Set(
  'get_coro get_name set_name get_context get_stack print_stack cancelling uncancel'.split(' '),
);

/** What the loop told its exception handler, and no test asked for. */
export function isReport({ name, message }: Said): boolean {
  return name === 'LeftBehind' && message.startsWith('unexpected report to the exception handler');
}

/** What was reported is a request to exit. */
export function isExitReport(said: Said): boolean {
  return isReport(said) && /\((?:KeyboardInterrupt|SystemExit)\b/.test(said.message);
}

/** The call under test took what it must refuse: nobody else made it do so. */
export function isNotRefused({ message }: Said): boolean {
  return /\breturned .* instead of raising (?:TypeError|ValueError)\b/.test(message);
}

/** A run did not come to its end. */
export function isNotReturned({ name, message }: Said): boolean {
  return name === 'Hang' || /waited [\d.]+ s for \w+\(\) to return/.test(`${name}: ${message}`);
}

/** The error that came out of a call, be it that the test had waited for another one. */
export function raisedIn(said: Said): string | undefined {
  const line = said.message.split('\n')[0] ?? '';
  if (isRaised(said)) return asRaised(`${said.name}: ${line}`);
  if (said.name !== 'AssertionError') return undefined;
  const raised = /^(?:\w+\(\)|the (?:call|awaited)) raised (\w+: .*) instead of \w+$/.exec(line)?.[1];
  return raised === undefined ? undefined : asRaised(raised);
}

/** Of a coroutine that came in place of a future each test misses what it asks for first. */
function asRaised(text: string): string {
  return withoutNumbers(text).replace(/('coroutine' object has no attribute) '\w+'/, '$1');
}

export function saysTheSame(one: Said, other: Said): boolean {
  return words(one) === words(other);
}

/** Which of a transport's callbacks comes first to report its end differs each time. */
export function reportsTheSame(one: Said, other: Said): boolean {
  const kind = (said: Said): string => words(said).replace(/(Exception in callback) .*(?= \(\w+\))/, '$1');
  return kind(one) === kind(other);
}

/** Numbers and addresses differ each time. */
export function words({ name, message }: Said): string {
  return `${name} ${withoutNumbers(message.split('\n')[0] ?? '')}`;
}

function withoutNumbers(text: string): string {
  return text.replace(/\d[\d.]*|0x[\da-f]+/g, '#');
}
