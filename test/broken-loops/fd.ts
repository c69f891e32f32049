/** Broken loops for chapter fd. */
import { receiveInto } from '../../reference/sockets/descriptors';
import { RuntimeError } from '../../spec';
import type { BaseProtocol, Callback, FileDescriptorLike, Future, SocketLike, Transport } from '../../spec';
import { hanging, python, selecting } from './faults';

const MSG_PEEK = 2;

type Fd = FileDescriptorLike;
type Args = readonly unknown[];

const number = (fd: Fd): number => (typeof fd === 'number' ? fd : fd.fileno());

export const fd = [
  selecting(
    'fd.reader.called_with_args',
    'it calls the reader without its arguments',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback): void {
          super.addReader(fd, callback);
        }
      },
  ),
  selecting(
    'fd.reader.called_with_args',
    'it calls the reader inside add_reader() too',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          super.addReader(fd, callback, args);
          try {
            callback(...(args ?? []));
          } catch {
            // What the reader meets does not matter.
          }
        }
      },
  ),
  hanging(
    selecting(
      'fd.reader.level_triggered',
      'it tells of data once, however much is left',
      (Base) =>
        class extends Base {
          override addReader(fd: Fd, callback: Callback, args?: Args): void {
            super.addReader(
              fd,
              (...given: Args) => {
                this._removeReader(fd);
                callback(...given);
              },
              args,
            );
          }
        },
    ),
  ),
  selecting(
    'fd.reader.idle_not_called',
    'it calls each reader once, with nothing to read',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          super.addReader(fd, callback, args);
          const blind = (): void => {
            try {
              callback(...(args ?? []));
            } catch {
              // There is nothing to read.
            }
          };
          this.callSoon(blind);
        }
      },
  ),
  selecting(
    'fd.writer.called_with_args',
    'it calls the writer in the next iteration, room or not',
    (Base) =>
      class extends Base {
        override addWriter(_fd: Fd, callback: Callback, args: Args = []): void {
          this.callSoon(callback, args);
        }
      },
  ),
  hanging(
    selecting(
      'fd.eof_is_readable',
      'it waits for data when the other end is closed',
      (Base) =>
        class extends Base {
          override addReader(fd: Fd, callback: Callback, args?: Args): void {
            super.addReader(
              fd,
              (...given: Args) => {
                if (receiveInto(number(fd), new Uint8Array(1), MSG_PEEK) !== 0) callback(...given);
              },
              args,
            );
          }
        },
    ),
  ),
  selecting(
    'fd.file_object_or_number',
    'it does not know a file by its number again',
    (Base) =>
      class extends Base {
        readonly #files = new Map<Fd, Fd>();
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          this.#files.set(fd, fd);
          super.addReader(fd, callback, args);
        }
        override removeReader(fd: Fd): boolean {
          return this.#files.delete(fd) && super.removeReader(fd);
        }
      },
  ),
  selecting(
    'fd.invalid_object',
    'it watches nothing, in silence, when it is given nonsense',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          if (typeof fd === 'number' && fd < 0) return;
          super.addReader(fd, callback, args);
        }
      },
  ),
  selecting(
    'fd.replace',
    'it calls the reader that was replaced as well',
    (Base) =>
      class extends Base {
        readonly #all = new Map<number, Callback[]>();
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          const all = [...(this.#all.get(number(fd)) ?? []), callback];
          this.#all.set(number(fd), all);
          super.addReader(
            fd,
            (...given: Args) => {
              for (const each of all) each(...given);
            },
            args,
          );
        }
      },
  ),
  selecting(
    'fd.replace.same_iteration',
    'it calls the reader that was replaced, if that was ready',
    (Base) =>
      class extends Base {
        readonly #last = new Map<number, Callback>();
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          const before = this.#last.get(number(fd));
          this.#last.set(number(fd), callback);
          if (before !== undefined) this.callSoon(before);
          super.addReader(fd, callback, args);
        }
      },
  ),
  selecting(
    'fd.remove.return_value',
    'it says of any descriptor that it was watched',
    (Base) =>
      class extends Base {
        override removeReader(fd: Fd): boolean {
          super.removeReader(fd);
          return true;
        }
      },
  ),
  selecting(
    'fd.remove.same_iteration',
    'it still calls a removed reader that was found ready',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          // Queued when it is ready, and not to be taken back.
          super.addReader(fd, (...given: Args) => callback(...given), args);
        }
        override _processEvents(events: readonly unknown[]): void {
          const before = new Set(this._ready);
          super._processEvents(events);
          for (const handle of this._ready) {
            if (!before.has(handle)) handle.cancel = () => {};
          }
        }
      },
  ),
  hanging(
    selecting(
      'fd.directions_independent',
      'it takes the reader along when it removes the writer',
      (Base) =>
        class extends Base {
          override removeWriter(fd: Fd): boolean {
            super.removeReader(fd);
            return super.removeWriter(fd);
          }
        },
    ),
  ),
  selecting(
    'fd.transport_conflict',
    'it lets anybody watch what a transport reads',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          this._addReader(fd, callback, args);
        }
      },
  ),
  selecting(
    'fd.transport_closed_ok',
    'it guards the descriptor of a transport that is closing',
    (Base) =>
      class extends Base {
        readonly #owned = new Set<number>();
        override _makeSocketTransport(
          sock: SocketLike,
          protocol: BaseProtocol,
          waiter?: Future | null,
          options?: object,
        ): Transport {
          this.#owned.add(sock.fileno());
          return super._makeSocketTransport(sock, protocol, waiter, options);
        }
        override removeReader(fd: Fd): boolean {
          if (this.#owned.has(number(fd))) throw new RuntimeError('it is used by a transport');
          return super.removeReader(fd);
        }
      },
  ),
  hanging(
    selecting(
      'fd.callback_error_keeps_watching',
      'it gives up a descriptor whose callback fails',
      (Base) =>
        class extends Base {
          override addReader(fd: Fd, callback: Callback, args?: Args): void {
            const guarded = (...given: Args): void => {
              try {
                callback(...given);
              } catch (error) {
                this._removeReader(fd);
                throw error;
              }
            };
            super.addReader(fd, guarded, args);
          }
        },
    ),
  ),
  hanging(
    selecting(
      'fd.before_run',
      'it forgets what was registered before it runs',
      (Base) =>
        class extends Base {
          override _runForeverSetup(): void {
            super._runForeverSetup();
            for (const key of [...this._selector.getMap().keys()]) this._removeReader(key);
          }
        },
    ),
  ),
  selecting(
    'fd.closed_loop',
    'it answers on a closed loop as it did before',
    (Base) =>
      class extends Base {
        override removeReader(fd: Fd): boolean {
          return this.isClosed() || super.removeReader(fd);
        }
      },
  ),
  selecting(
    'fd.closed_loop',
    'it registers on a closed loop, in silence',
    (Base) =>
      class extends Base {
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          if (!this.isClosed()) super.addReader(fd, callback, args);
        }
      },
  ),
  selecting(
    'fd.descriptor_reuse',
    'it calls the first callback that a number ever had',
    (Base) =>
      class extends Base {
        readonly #first = new Map<number, Callback>();
        override addReader(fd: Fd, callback: Callback, args?: Args): void {
          const first = this.#first.get(number(fd));
          this.#first.set(number(fd), first ?? callback);
          const both = (...given: Args): void => {
            first?.(...given);
            callback(...given);
          };
          super.addReader(fd, both, args);
        }
      },
  ),
  python(
    'fd.blocking_kept',
    'it makes what it watches non-blocking',
    `
import os
real = loop.add_reader
def add_reader(fd, *args):
    real(fd, *args)
    os.set_blocking(fd if isinstance(fd, int) else fd.fileno(), False)
loop.add_reader = add_reader
`,
  ),
];
