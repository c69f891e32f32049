/** Loops that lose, forget or mishandle asynchronous generators. */
import type { BrokenLoop } from './broken-loop';
import { damaged, python } from './faults';

/** asyncio's own loop calls `set_asyncgen_hooks()` of this instead: by keyword when a run begins, by position when it ends. */
function hooks(body: string): string {
  return `
    import asyncio.base_events
    class Sys:
        def __getattr__(self, name): return getattr(sys, name)
        def set_asyncgen_hooks(self, *old, **own): ${body}
    asyncio.base_events.sys = Sys()
    `;
}

/** Another `shutdown_asyncgens()`; `sound` is asyncio's. */
function shutdown(body: string): string {
  return `
    sound = loop.shutdown_asyncgens
    async def shutdown_asyncgens():
        agens = list(loop._asyncgens)
        ${body}
    loop.shutdown_asyncgens = shutdown_asyncgens
    `;
}

export const asyncgensBrokenLoops: readonly BrokenLoop[] = [
  python('asyncgens.hooks.installed_while_running', 'the loop brings no hooks', hooks('pass')),
  python(
    'asyncgens.hooks.installed_while_running',
    "a program's own hooks are left in place",
    hooks(`
            if old or sys.get_asyncgen_hooks().firstiter is None: sys.set_asyncgen_hooks(*old, **own)`),
  ),
  python('asyncgens.hooks.restored', 'the hooks stay after the run', hooks('sys.set_asyncgen_hooks(**own)')),
  python(
    'asyncgens.hooks.restored',
    'the end of a run removes all hooks',
    hooks('sys.set_asyncgen_hooks(**(own or dict(firstiter=None, finalizer=None)))'),
  ),
  python('asyncgens.shutdown.closes_all', 'open generators are left open', shutdown('loop._asyncgens.clear()')),
  python(
    'asyncgens.shutdown.closes_all',
    'one generator is closed',
    shutdown('for agen in agens[:1]: await agen.aclose()'),
  ),
  python(
    'asyncgens.shutdown.closes_all',
    'finally blocks are not awaited',
    shutdown(`
        for agen in agens:
            try: agen.aclose().send(None)
            except (StopIteration, RuntimeError): pass`),
  ),
  damaged('asyncgens.shutdown.no_generators', 'a second shutdown is refused', (made) => {
    const { shutdownAsyncgens } = made;
    let done = false;
    made.shutdownAsyncgens = function* () {
      if (done) throw new Error('already shut down');
      done = true;
      yield* shutdownAsyncgens.call(made);
    };
  }),
  python(
    'asyncgens.shutdown.one_failure_does_not_stop_others',
    'a generator that fails is the last to be closed',
    shutdown(`
        for agen in sorted(agens, key=lambda agen: agen.ag_frame.f_locals.get('name') != 'fails'):
            try: await agen.aclose()
            except Exception as error:
                loop.call_exception_handler({'message': 'closing failed', 'exception': error, 'asyncgen': agen})
                break`),
  ),
  python(
    'asyncgens.finalizer.closed_loop_ignored',
    'a closed loop refuses lost generators',
    `
    def hook(agen):
        loop._asyncgens.discard(agen)
        loop.call_soon_threadsafe(loop.create_task, agen.aclose())
    loop._asyncgen_finalizer_hook = hook
    `,
  ),
  python(
    'asyncgens.shutdown.error_reported',
    'the error leaves shutdown_asyncgens()',
    shutdown('for agen in agens: await agen.aclose()'),
  ),
  python(
    'asyncgens.shutdown.error_reported',
    'errors are swallowed',
    shutdown('await asyncio.gather(*[agen.aclose() for agen in agens], return_exceptions=True)'),
  ),
  python(
    'asyncgens.shutdown.error_reported',
    'the report does not name the generator',
    `
    sound = loop.call_exception_handler
    def call_exception_handler(context):
        context.pop('asyncgen', None)
        sound(context)
    loop.call_exception_handler = call_exception_handler
    `,
  ),
  python(
    'asyncgens.shutdown.warns_on_later_use',
    'the shutdown is forgotten',
    shutdown(`await sound()
        loop._asyncgens_shutdown_called = False`),
  ),
  python(
    'asyncgens.shutdown.warns_on_later_use',
    'generators are refused after the shutdown',
    `
    sound = loop._asyncgen_firstiter_hook
    def hook(agen):
        if loop._asyncgens_shutdown_called: raise RuntimeError('generators are shut down')
        sound(agen)
    loop._asyncgen_firstiter_hook = hook
    `,
  ),
  python(
    'asyncgens.finalizer.aclose_scheduled',
    'a lost generator is forgotten',
    'loop._asyncgen_finalizer_hook = loop._asyncgens.discard',
  ),
  python(
    'asyncgens.finalizer.aclose_scheduled',
    'what a lost generator awaits is left out',
    `
    def hook(agen):
        loop._asyncgens.discard(agen)
        try: agen.aclose().send(None)
        except (StopIteration, RuntimeError): pass
    loop._asyncgen_finalizer_hook = hook
    `,
  ),
  python(
    'asyncgens.finalizer.collected_in_other_thread',
    'the collecting thread schedules by call_soon()',
    `
    def hook(agen):
        loop._asyncgens.discard(agen)
        loop.call_soon(loop.create_task, agen.aclose())
    loop._asyncgen_finalizer_hook = hook
    `,
  ),
  python(
    'asyncgens.finalizer.collected_in_other_thread',
    'the loop is not told of a generator that another thread lost',
    `
    def finalizer(agen):
        loop._asyncgens.discard(agen)
        if not loop.is_closed(): loop._ready.append(asyncio.Handle(loop.create_task, (agen.aclose(),), loop))
    loop._asyncgen_finalizer_hook = finalizer
    `,
  ),
];
