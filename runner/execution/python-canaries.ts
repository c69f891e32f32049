/**
 * The canaries of a run of a Python loop: broken Python loops, made beside the subject in its own interpreter and reached
 * over the same bridge. They are asyncio's own loop with a fault, so that it is the fault that is caught and nothing of the
 * subject's.
 */
import type { AbstractEventLoop, Subject } from '../../spec';

/** Bodies of a class, by the names of the canaries (canaries.ts); a name without one is the sound loop. */
const MEMBERS: Readonly<Record<string, string>> = {
  inline: `
def call_soon(self, callback, *args, context=None):
    callback(*args)
    return super(Canary, self).call_soon(lambda: None, context=context)`,
  twice: `
def call_soon(self, callback, *args, context=None):
    super(Canary, self).call_soon(callback, *args, context=context)
    return super(Canary, self).call_soon(callback, *args, context=context)`,
  deaf: `
def call_exception_handler(self, context):
    pass`,
  backwards: `
async def create_connection(self, *args, **options):
    transport, protocol = await super(Canary, self).create_connection(*args, **options)
    return protocol, transport`,
};

/** `own`: a loop of the subject's, whose class is asyncio's own where the interpreter is embedded. */
function source(name: string, embedded: boolean): string {
  const members = MEMBERS[name] ?? '\npass';
  const base = embedded ? 'type(own)' : 'asyncio.SelectorEventLoop';
  return `base = ${base}\nown.close()\nclass Canary(base):${members.replaceAll('\n', '\n    ')}\nreturn Canary()`;
}

/** The subject with its loops replaced by loops with the fault in them. */
export function pythonCanary(subject: Subject, name: string): Subject {
  const newEventLoop = async (): Promise<AbstractEventLoop> => {
    const own = await subject.newEventLoop();
    const text = source(name, subject.kind === 'python-embedded');
    return subject.python?.exec(text, { own }) as AbstractEventLoop;
  };
  // What it has by accessors, such as its process, stays up to date.
  return Object.create(subject, {
    name: { value: `canary ${name}` },
    newEventLoop: { value: newEventLoop },
  }) as Subject;
}
