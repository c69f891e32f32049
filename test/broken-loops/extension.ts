/** BaseEventLoops that treat their successors badly, and successors that do. */
import { BaseEventLoop } from '../../reference';
import { RuntimeError, type ClauseId } from '../../spec';
import type { BaseProtocol, Coroutine, Handle, Selector, Socket } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { damaged, hanging, loop, module, python } from './faults';

type Base = typeof BaseEventLoop;

/** Options of a connection over a socket that is there. */
interface Given {
  readonly sock: Socket;
}

/** A module whose BaseEventLoop is derived from the sound one. */
function base(breaks: ClauseId, fault: string, derive: (Sound: Base) => Base): BrokenLoop {
  return module(breaks, fault, () => ({ BaseEventLoop: derive(BaseEventLoop) }));
}

/** A BaseEventLoop that reaches its selector through `wrap`. */
function selecting(
  breaks: ClauseId,
  fault: string,
  wrap: (select: Selector['select']) => Selector['select'],
): BrokenLoop {
  return base(
    breaks,
    fault,
    (Sound) =>
      class extends Sound {
        override _runOnce(): void {
          const { _selector: selector } = this;
          if ((selector as Selector | undefined) === undefined) return;
          this._selector = { select: wrap((timeout) => selector.select(timeout)) };
          try {
            super._runOnce();
          } finally {
            this._selector = selector;
          }
        }
      },
  );
}

const keyword = (breaks: ClauseId, fault: string, method: string): BrokenLoop =>
  base(breaks, fault, (Sound) => {
    class Answering extends Sound {}
    Object.defineProperty(Answering.prototype, method, { value: () => null, configurable: true, writable: true });
    return Answering;
  });

export const extensionBrokenLoops: readonly BrokenLoop[] = [
  selecting(
    'extension.selector.select_called_once_per_iteration',
    'each iteration polls first and then waits',
    (select) => (timeout) => {
      select(0);
      return select(timeout);
    },
  ),
  base('extension.selector.attribute_supplied_by_subclass', 'the base makes a selector', (Sound) => {
    return class extends Sound {
      constructor() {
        super();
        this._selector = { select: () => [] };
      }
    };
  }),
  selecting(
    'extension.selector.timeout_zero_when_ready',
    'it waits although there is something to do',
    (select) => (timeout) => {
      return select(timeout === 0 ? 0.001 : timeout);
    },
  ),
  selecting(
    'extension.selector.timeout_none_when_idle',
    'it waits a day when nothing is to be done',
    (select) => (timeout) => {
      return select(timeout ?? 86400);
    },
  ),
  selecting('extension.selector.timeout_until_next_timer', 'the timeout is in milliseconds', (select) => (timeout) => {
    return select(timeout === null ? null : timeout * 1000);
  }),
  base('extension.selector.timeout_until_next_timer', 'cancelled timers count', (Sound) => {
    return class extends Sound {
      override _timerHandleCancelled(): void {}
      override callAt(...args: readonly unknown[]): never {
        const timer = super.callAt(...(args as [never, never]));
        timer.cancel = () => {
          timer._callback = () => {};
        };
        return timer as never;
      }
    };
  }),
  base('extension.selector.timeout_capped', 'there is no cap', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        const next = this._scheduled.peek();
        const { _selector: selector } = this;
        this._selector = {
          select: (timeout) => selector.select(timeout === 86400 && next ? next.when() - this.time() : timeout),
        };
        super._runOnce();
        this._selector = selector;
      }
    };
  }),
  base('extension.process_events.receives_select_result', 'an empty list is not handed on', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        const process = this._processEvents;
        this._processEvents = (events) => {
          if (events.length > 0) process.call(this, events);
        };
        super._runOnce();
        this._processEvents = process;
      }
    };
  }),
  base('extension.process_events.queued_callbacks_run_same_iteration', 'events come in the next iteration', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        const process = this._processEvents;
        let late: readonly unknown[] = [];
        this._processEvents = (events) => {
          late = events;
        };
        super._runOnce();
        this._processEvents = process;
        this._processEvents(late);
      }
    };
  }),
  keyword('extension.process_events.not_implemented', '_process_events() does nothing', '_processEvents'),
  base('extension.selector.events_not_repeated_after_stop', 'the events of the last iteration come again', (Sound) => {
    return class extends Sound {
      #last: readonly unknown[] = [];
      override runForever(): Promise<void> {
        const process = this._processEvents;
        if (this.#last.length > 0) process.call(this, this.#last);
        this._processEvents = (events) => {
          this.#last = events;
          process.call(this, events);
        };
        return super.runForever();
      }
    };
  }),
  selecting('extension.selector.exception_propagates', 'an error of select() is swallowed', (select) => (timeout) => {
    try {
      return select(timeout);
    } catch {
      return [];
    }
  }),
  base('extension.selector.spurious_wakeup_ok', 'a return of select() is taken for the end of the timeout', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        super._runOnce();
        const next = this._scheduled.peek();
        if (next !== undefined && this._ready.length === 0) this._scheduled.pop()._run();
      }
    };
  }),
  base(
    'extension.write_to_self.called_by_call_soon_threadsafe',
    'the loop is woken before the callback is queued',
    (Sound) => {
      return class extends Sound {
        override callSoonThreadsafe(...args: readonly unknown[]): never {
          this._writeToSelf();
          return this.callSoon(...(args as [never])) as never;
        }
      };
    },
  ),
  base('extension.write_to_self.not_called_by_call_soon', 'every call wakes the loop', (Sound) => {
    return class extends Sound {
      override callSoon(...args: readonly unknown[]): never {
        const handle = super.callSoon(...(args as [never]));
        this._writeToSelf();
        return handle as never;
      }
    };
  }),
  keyword('extension.write_to_self.not_implemented', '_write_to_self() does nothing', '_writeToSelf'),
  hanging(
    damaged('extension.write_to_self.ends_blocked_select', 'the wake-up does not reach the selector', (made) => {
      made._writeToSelf = () => {};
    }),
  ),
  loop(
    'extension.write_to_self.harmless_when_closed',
    'a wake-up after close() is refused',
    (Sound) =>
      class extends Sound {
        override _writeToSelf(): void {
          if (this.isClosed()) throw new RuntimeError('Event loop is closed');
          super._writeToSelf();
        }
      },
  ),
  base('extension.run_once.single_iteration', 'it runs until nothing is ready', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        super._runOnce();
        while (this._ready.length > 0) this._ready.shift()._run();
      }
    };
  }),
  base('extension.run_once.overridable', 'the run takes its own iterations', (Sound) => {
    return class extends Sound {
      override runForever(): Promise<void> {
        const own = this._runOnce;
        let calls = 0;
        this._runOnce = () => {
          own.call(this);
          calls += 1;
          if (calls === 2) this.stop();
        };
        return super.runForever();
      }
    };
  }),
  base('extension.run_forever_setup.effects', 'the running loop is not set', (Sound) => {
    return class extends Sound {
      override _runForeverSetup(): void {
        this._checkRunning();
      }
    };
  }),
  python(
    'extension.run_forever_setup.asyncgen_hooks',
    'the hooks are not touched',
    `
    def setup(self):
        self._thread_id = threading.get_ident()
        asyncio._set_running_loop(self)
    asyncio.BaseEventLoop._run_forever_setup = setup
    def cleanup(self):
        self._stopping, self._thread_id = False, None
        asyncio._set_running_loop(None)
    asyncio.BaseEventLoop._run_forever_cleanup = cleanup
    `,
  ),
  base('extension.run_forever_setup.raises', 'a running loop is set up again', (Sound) => {
    return class extends Sound {
      override _checkRunning(): void {}
    };
  }),
  base('extension.run_forever_cleanup.effects', 'the stop request is left over', (Sound) => {
    return class extends Sound {
      override _runForeverCleanup(): void {
        const stopping = this._stopping;
        super._runForeverCleanup();
        this._stopping = stopping;
      }
    };
  }),
  base('extension.run_forever_setup.used_by_run_forever', 'an error leaves out the cleanup', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        try {
          super._runOnce();
        } catch (error) {
          BaseEventLoop.prototype._runForeverCleanup.call(this);
          this._runForeverCleanup = () => {};
          throw error;
        }
      }
    };
  }),
  base('extension.run_forever_cleanup.not_after_refusal', 'a refused run is cleaned up', (Sound) => {
    return class extends Sound {
      override async runForever(): Promise<void> {
        try {
          this._checkClosed();
        } catch (error) {
          this._runForeverCleanup();
          throw error;
        }
        await super.runForever();
      }
    };
  }),
  keyword('extension.check_closed.contract', 'a closed loop is not minded', '_checkClosed'),
  keyword('extension.check_running.contract', 'a running loop is not minded', '_checkRunning'),
  keyword('extension.check_callback.contract', 'any callback is taken', '_checkCallback'),
  base('extension.call_soon_hook', 'the hook is passed over', (Sound) => {
    return class extends Sound {
      override callSoon(callback: never, args: never, options?: { readonly context?: never }): never {
        return BaseEventLoop.prototype._callSoon.call(this, callback, args ?? [], options?.context ?? null) as never;
      }
    };
  }),
  base('extension.add_callback.contract', 'a cancelled handle is queued', (Sound) => {
    return class extends Sound {
      override _addCallback(handle: Handle): void {
        this._ready.push(handle);
      }
    };
  }),
  base('extension.add_callback_signalsafe.contract', 'the loop is not woken', (Sound) => {
    return class extends Sound {
      override _addCallbackSignalsafe(handle: Handle): void {
        this._addCallback(handle);
      }
    };
  }),
  python(
    'extension.queues.ready_and_scheduled',
    'close() leaves the queues alone',
    `asyncio.BaseEventLoop.close = lambda self: setattr(self, '_closed', True)`,
  ),
  base('extension.thread_id', 'it is not told', (Sound) => {
    return class extends Sound {
      constructor() {
        super();
        Object.defineProperty(this, '_threadId', { get: () => null, set: () => {} });
      }
    };
  }),
  base('extension.time.override', 'timers follow the clock of the machine', (Sound) => {
    return class extends Sound {
      override callLater(delay: number, ...rest: readonly unknown[]): never {
        return this.callAt(performance.now() / 1000 + delay, ...(rest as [never])) as never;
      }
    };
  }),
  base('extension.clock_resolution.early_by_at_most_one', 'the resolution does not count', (Sound) => {
    return class extends Sound {
      override _runOnce(): void {
        this._clockResolution = 0;
        super._runOnce();
      }
    };
  }),
  loop(
    'extension.tiny_timeouts_do_not_spin',
    'the loop polls instead of waiting for the next timer',
    (Sound) =>
      class extends Sound {
        override _runOnce(): void {
          if (this._scheduled.length > 0) this.callSoon(() => {});
          super._runOnce();
        }
      },
  ),
  base('extension.timers.cancelled_head_removed', 'a cancelled timer wakes the loop', (Sound) => {
    return class extends Sound {
      override callAt(...args: readonly unknown[]): never {
        const timer = super.callAt(...(args as [never, never]));
        timer.cancel = () => {
          timer._callback = () => {};
        };
        return timer as never;
      }
    };
  }),
  base('extension.timers.bulk_cleanup', 'cancelled timers stay until they are due', (Sound) => {
    return class extends Sound {
      override _timerHandleCancelled(): void {}
    };
  }),
  keyword('extension.make_socket_transport.not_implemented', 'the base makes no transport', '_makeSocketTransport'),
  keyword('extension.make_ssl_transport.not_implemented', 'the base makes no transport', '_makeSslTransport'),
  keyword('extension.make_datagram_transport.not_implemented', 'the base makes no transport', '_makeDatagramTransport'),
  keyword(
    'extension.make_read_pipe_transport.not_implemented',
    'the base makes no transport',
    '_makeReadPipeTransport',
  ),
  keyword(
    'extension.make_write_pipe_transport.not_implemented',
    'the base makes no transport',
    '_makeWritePipeTransport',
  ),
  keyword(
    'extension.make_subprocess_transport.not_implemented',
    'the base makes no transport',
    '_makeSubprocessTransport',
  ),
  base('extension.make_socket_transport.call_from_create_connection', 'the socket is left blocking', (Sound) => {
    return class extends Sound {
      override connectAcceptedSocket(factory: never, sock: Socket): never {
        return super.connectAcceptedSocket(factory, Object.assign(sock, { setblocking: undefined })) as never;
      }
    };
  }),
  base('extension.make_socket_transport.waiter_contract', 'create_connection() does not wait', (Sound) => {
    return class extends Sound {
      override *createConnection(factory: () => BaseProtocol, _h: never, _p: never, { sock }: Given): Coroutine<never> {
        const protocol = factory();
        const transport = this._makeSocketTransport(sock, protocol, this.createFuture());
        yield;
        return [transport, protocol] as never;
      }
    };
  }),
  base('extension.make_socket_transport.waiter_failure_closes', 'the transport is left open', (Sound) => {
    return class extends Sound {
      override *createConnection(factory: () => BaseProtocol, _h: never, _p: never, { sock }: Given): Coroutine<never> {
        const [protocol, waiter] = [factory(), this.createFuture()];
        const transport = this._makeSocketTransport(sock, protocol, waiter);
        yield* waiter;
        return [transport, protocol] as never;
      }
    };
  }),
  base('extension.make_ssl_transport.call_from_create_connection', 'the timeouts are not handed on', (Sound) => {
    return class extends Sound {
      override createConnection(factory: never, host: never, port: never, options: object): never {
        return super.createConnection(factory, host, port, { ...options, sslHandshakeTimeout: null }) as never;
      }
    };
  }),
  python(
    'extension.sock_connect.used_by_create_connection',
    'a socket that fails is left open',
    `
    async def connect(self, errors, info, local=None, *rest):
        sock, mine = socket.socket(), []
        sock.setblocking(False)
        errors.append(mine)
        try:
            await self.sock_connect(sock, info[4])
        except OSError as error:
            mine.append(error)
            raise
        return sock
    asyncio.BaseEventLoop._connect_sock = connect
    `,
  ),
  base('extension.ensure_resolved.skips_dns_for_literals', 'every address is looked up', (Sound) => {
    return class extends Sound {
      override *_ensureResolved(address: never): Coroutine<never> {
        return (yield* this.getaddrinfo(address[0], address[1])) as never;
      }
    };
  }),
  base('extension.make_datagram_transport.call', 'the transport is left open when the waiter fails', (Sound) => {
    return class extends Sound {
      override *createDatagramEndpoint(factory: () => BaseProtocol, options?: object): Coroutine<never> {
        const [protocol, waiter] = [factory(), this.createFuture()];
        const { sock } = options as Given;
        const transport = this._makeDatagramTransport(sock, protocol, null, waiter);
        yield* waiter;
        return [transport, protocol] as never;
      }
    };
  }),
  base('extension.make_pipe_transports.call', 'the protocol comes first', (Sound) => {
    return class extends Sound {
      override *connectWritePipe(factory: () => BaseProtocol, pipe: unknown): Coroutine<never> {
        const [protocol, waiter] = [factory(), this.createFuture()];
        const transport = this._makeWritePipeTransport(protocol, pipe as never, waiter);
        yield* waiter;
        return [transport, protocol] as never;
      }
    };
  }),
  base('extension.make_subprocess_transport.call_exec', 'keywords are dropped', (Sound) => {
    return class extends Sound {
      override subprocessExec(factory: never, args: never): never {
        return super.subprocessExec(factory, args) as never;
      }
    };
  }),
  base('extension.make_subprocess_transport.call_shell', 'the command is split', (Sound) => {
    return class extends Sound {
      override subprocessShell(factory: never, command: string): never {
        return super.subprocessExec(factory, command.split(' ')) as never;
      }
    };
  }),
  base('extension.start_serving.call', 'the backlog is forgotten', (Sound) => {
    return class extends Sound {
      override createServer(factory: never, host: never, port: never, options: object): never {
        return super.createServer(factory, host, port, { ...options, backlog: 100 }) as never;
      }
    };
  }),
  base('extension.stop_serving.call', 'a server that never served is not stopped', (Sound) => {
    return class extends Sound {
      override *createServer(factory: never, host: never, port: never, options: object): Coroutine<never> {
        const server = yield* super.createServer(factory, host, port, options);
        const close = server.close.bind(server);
        server.close = () => {
          if (server.isServing()) close();
        };
        return server as never;
      }
    };
  }),
  python(
    'extension.stop_serving.closes_socket',
    'the socket is left listening',
    `
    kept = []
    loop._stop_serving = lambda sock: (kept.append(sock), loop._remove_reader(sock.fileno()))
    `,
  ),
  python(
    'extension.start_tls.transport_requirements',
    'the transport is paused before it is looked at',
    `
    start = asyncio.BaseEventLoop.start_tls
    async def start_tls(self, transport, *args, **kwargs):
        transport.pause_reading()
        return await start(self, transport, *args, **kwargs)
    asyncio.BaseEventLoop.start_tls = start_tls
    `,
  ),
  base('extension.sock_sendfile_native.default', 'the count is not handed on', (Sound) => {
    return class extends Sound {
      override sockSendfile(sock: never, file: never, offset = 0, _count?: never, options?: object): never {
        return super.sockSendfile(sock, file, offset, null, options) as never;
      }
    };
  }),
  python(
    'extension.sock_sendfile_fallback.uses_loop_primitives',
    'the file is left where the last block ended',
    `
    async def fallback(self, sock, file, offset, count):
        file.seek(offset)
        data = await self.run_in_executor(None, file.read)
        await self.sock_sendall(sock, data[:count])
        return len(data[:count])
    asyncio.BaseEventLoop._sock_sendfile_fallback = fallback
    `,
  ),
  python(
    'extension.sendfile.transport_mode',
    'the mode is not asked for',
    `
    async def sendfile(self, transport, file, offset=0, count=None, *, fallback=True):
        return await self._sendfile_native(transport, file, offset, count)
    asyncio.BaseEventLoop.sendfile = sendfile
    `,
  ),
  base('extension.check_sendfile_params.errors', 'a count of 0 is sent', (Sound) => {
    return class extends Sound {
      override sockSendfile(sock: never, file: never, offset = 0, count: number | null = null): never {
        return super.sockSendfile(sock, file, offset, count === 0 ? 1 : count) as never;
      }
    };
  }),
  python(
    'extension.ensure_fd_no_transport.contract',
    'descriptors of transports are not minded',
    `loop._ensure_fd_no_transport = lambda fd: None`,
  ),
  damaged('extension.create_task.keyword_only', 'what is no options object is ignored', (made) => {
    const create = made.createTask.bind(made);
    made.createTask = (coro, options) => create(coro, typeof options === 'object' ? options : undefined);
  }),
  python(
    'extension.selector_loop.custom_selector',
    'the selector is left open',
    `
    import asyncio.selector_events as selector_events
    def close(self):
        self._close_self_pipe()
        asyncio.BaseEventLoop.close(self)
    selector_events.BaseSelectorEventLoop.close = close
    `,
  ),
  python(
    'extension.transport_factory.extra_and_server',
    'the address of the peer is not told',
    `
    make = loop._make_socket_transport
    def without(sock, protocol, waiter=None, *, extra=None, server=None):
        transport = make(sock, protocol, waiter, extra=extra, server=server)
        transport._extra.pop('peername', None)
        return transport
    loop._make_socket_transport = without
    `,
  ),
  base('extension.minimal_successor', 'a task needs more than the three hooks', (Sound) => {
    return class extends Sound {
      override createTask(): never {
        throw new RuntimeError('this loop is no NodeEventLoop');
      }
    };
  }),
  python(
    'asyncgens.hooks.methods',
    'generators are not registered',
    `asyncio.BaseEventLoop._asyncgen_firstiter_hook = lambda self, generator: None`,
  ),
];
