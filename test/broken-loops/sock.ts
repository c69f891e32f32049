/** Broken loops for chapter sock. */
import { acceptOne, receiveFromInto, receiveInto, sendSome } from '../../reference/sockets/descriptors';
import { Socket } from '../../reference/sockets';
import { BlockingIOError, CancelledError, OSError } from '../../spec';
import type { Address, Coroutine, SocketLike } from '../../spec';
import { hanging, python, selecting } from './faults';

type Sock = SocketLike;

export const sock = [
  selecting(
    'sock.recv.returns_bytes',
    'it reads all there is, whatever was asked for',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, _nbytes: number): Coroutine<Uint8Array> {
          return yield* super.sockRecv(sock, 4096);
        }
      },
  ),
  selecting(
    'sock.recv.returns_bytes',
    'it returns nothing where it should wait',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          const room = new Uint8Array(nbytes);
          return room.slice(0, receiveInto(sock.fileno(), room) ?? 0);
        }
      },
  ),
  selecting(
    'sock.recv.eof_empty',
    'it fails at the end of the stream',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          const data = yield* super.sockRecv(sock, nbytes);
          if (data.length === 0) throw new OSError('end of stream');
          return data;
        }
      },
  ),
  selecting(
    'sock.recv.error_propagates',
    'it takes a reset for the end of the stream',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          try {
            return yield* super.sockRecv(sock, nbytes);
          } catch (error) {
            if (error instanceof OSError) return new Uint8Array(0);
            throw error;
          }
        }
      },
  ),
  selecting(
    'sock.recv_into.basic',
    'it clears what it does not fill',
    (Base) =>
      class extends Base {
        override *sockRecvInto(sock: Sock, buffer: Uint8Array): Coroutine<number> {
          const count = yield* super.sockRecvInto(sock, buffer);
          new Uint8Array(buffer.buffer).fill(1, buffer.byteOffset + count);
          return count;
        }
      },
  ),
  selecting(
    'sock.recvfrom.basic',
    'it keeps what did not fit for the next call',
    (Base) =>
      class extends Base {
        #rest: readonly [Uint8Array, Address] | null = null;
        override *sockRecvfrom(sock: Sock, bufsize: number): Coroutine<readonly [Uint8Array, Address]> {
          const [data, sender] = this.#rest ?? (yield* super.sockRecvfrom(sock, 4096));
          this.#rest = data.length > bufsize ? [data.subarray(bufsize), sender] : null;
          return [data.subarray(0, bufsize), sender];
        }
      },
  ),
  selecting(
    'sock.recvfrom_into.basic',
    'it stores more than nbytes',
    (Base) =>
      class extends Base {
        override *sockRecvfromInto(sock: Sock, buffer: Uint8Array): Coroutine<readonly [number, Address]> {
          return yield* super.sockRecvfromInto(sock, buffer);
        }
      },
  ),
  selecting(
    'sock.recvfrom_into.basic',
    'it names itself as the sender',
    (Base) =>
      class extends Base {
        override *sockRecvfromInto(
          sock: Sock,
          buffer: Uint8Array,
          nbytes?: number,
        ): Coroutine<readonly [number, Address]> {
          const [count] = yield* super.sockRecvfromInto(sock, buffer, nbytes);
          return [count, sock.getsockname()];
        }
      },
  ),
  selecting(
    'sock.sendto.returns_count',
    'it returns nothing',
    (Base) =>
      class extends Base {
        override *sockSendto(sock: Sock, data: Uint8Array, address: Address): Coroutine<number> {
          yield* super.sockSendto(sock, data, address);
          return undefined as unknown as number;
        }
      },
  ),
  hanging(
    selecting(
      'sock.sendto.returns_count',
      'it drops an empty datagram',
      (Base) =>
        class extends Base {
          override *sockSendto(sock: Sock, data: Uint8Array, address: Address): Coroutine<number> {
            return data.length === 0 ? 0 : yield* super.sockSendto(sock, data, address);
          }
        },
    ),
  ),
  selecting(
    'sock.sendto.error_propagates',
    'it drops in silence what cannot be sent',
    (Base) =>
      class extends Base {
        override *sockSendto(sock: Sock, data: Uint8Array, address: Address): Coroutine<number> {
          try {
            return yield* super.sockSendto(sock, data, address);
          } catch (error) {
            if (error instanceof OSError) return data.length;
            throw error;
          }
        }
      },
  ),
  selecting(
    'sock.sendall.sends_everything',
    'it ends when a part has been sent',
    (Base) =>
      class extends Base {
        override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
          sendSome(sock.fileno(), data);
        }
      },
  ),
  selecting(
    'sock.sendall.sends_everything',
    'it returns how much it has sent',
    (Base) =>
      class extends Base {
        override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
          yield* super.sockSendall(sock, data);
          return data.length as unknown as undefined;
        }
      },
  ),
  hanging(
    selecting(
      'sock.sendall.bytes_like_and_empty',
      'it waits for room to send nothing',
      (Base) =>
        class extends Base {
          override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
            const room = this.createFuture<null>();
            this.addWriter(sock.fileno(), () => {
              this.removeWriter(sock.fileno());
              room.setResult(null);
            });
            yield* room;
            yield* super.sockSendall(sock, data);
          }
        },
    ),
  ),
  selecting(
    'sock.sendall.bytes_like_and_empty',
    'it sends the whole of what a part belongs to',
    (Base) =>
      class extends Base {
        override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
          yield* super.sockSendall(sock, data.length === 1 ? new Uint8Array(data.buffer) : data);
        }
      },
  ),
  selecting(
    'sock.sendall.error_propagates',
    'it does not tell that the receiver has gone',
    (Base) =>
      class extends Base {
        override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
          try {
            yield* super.sockSendall(sock, data);
          } catch (error) {
            if (!(error instanceof OSError)) throw error;
          }
        }
      },
  ),
  selecting(
    'sock.connect.connects',
    'it does not wait for the connection',
    (Base) =>
      class extends Base {
        override *sockConnect(sock: Sock): Coroutine<void> {
          sock.fileno();
        }
      },
  ),
  selecting(
    'sock.connect.refused',
    'it takes a socket that is writable for one that is connected',
    (Base) =>
      class extends Base {
        override *sockConnect(sock: Sock, address: Address): Coroutine<void> {
          try {
            yield* super.sockConnect(sock, address);
          } catch (error) {
            if (!(error instanceof OSError)) throw error;
          }
        }
      },
  ),
  selecting(
    'sock.connect.resolves_names',
    'it looks up literal addresses as well',
    (Base) =>
      class extends Base {
        override *sockConnect(sock: Sock, address: Address): Coroutine<void> {
          const { family, type, proto } = sock as unknown as { family: number; type: number; proto: number };
          const [host, port] = address as readonly [string, number];
          const [row] = yield* this.getaddrinfo(host, port, { family, type, proto });
          yield* super.sockConnect(sock, row?.[4] ?? address);
        }
      },
  ),
  selecting(
    'sock.connect.unix',
    'it looks up a path',
    (Base) =>
      class extends Base {
        override *sockConnect(sock: Sock, address: Address): Coroutine<void> {
          yield* this._ensureResolved(typeof address === 'string' ? [address, 0] : address);
          yield* super.sockConnect(sock, address);
        }
      },
  ),
  selecting(
    'sock.accept.basic',
    'it returns a socket that blocks',
    (Base) =>
      class extends Base {
        override *sockAccept(sock: Sock): Coroutine<readonly [Socket, Address]> {
          const [connection, address] = yield* super.sockAccept(sock);
          connection.setblocking(true);
          return [connection, address];
        }
      },
  ),
  selecting(
    'sock.accept.basic',
    'it does not wait for a client',
    (Base) =>
      class extends Base {
        override *sockAccept(sock: Sock): Coroutine<readonly [Socket, Address]> {
          const accepted = acceptOne(sock.fileno());
          if (accepted === null) throw new BlockingIOError('nobody there');
          return [new Socket(undefined, undefined, 0, accepted[0]), accepted[1]];
        }
      },
  ),
  hanging(
    selecting(
      'sock.accept.cancel_keeps_listener',
      'it goes on accepting for a call that was cancelled, and drops the client',
      (Base) =>
        class extends Base {
          override *sockAccept(sock: Sock): Coroutine<readonly [Socket, Address]> {
            const accepted = this.createFuture<readonly [Socket, Address]>();
            const take = (): void => {
              const found = acceptOne(sock.fileno());
              if (found === null) return;
              this._removeReader(sock.fileno());
              const connection = new Socket(undefined, undefined, 0, found[0]);
              if (accepted.done()) connection.close();
              else accepted.setResult([connection, found[1]]);
            };
            if (this._selector.find(sock.fileno()) === undefined) this._addReader(sock.fileno(), take);
            return yield* accepted;
          }
        },
    ),
  ),
  hanging(
    selecting(
      'sock.cancel.no_data_loss',
      'it goes on reading for a call that was cancelled',
      (Base) =>
        class extends Base {
          override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
            try {
              return yield* super.sockRecv(sock, nbytes);
            } catch (error) {
              if (error instanceof CancelledError) {
                this.addReader(sock.fileno(), () => {
                  receiveInto(sock.fileno(), new Uint8Array(nbytes));
                  this.removeReader(sock.fileno());
                });
              }
              throw error;
            }
          }
        },
    ),
  ),
  selecting(
    'sock.cancel.unregisters',
    'it goes on sending for a call that was cancelled',
    (Base) =>
      class extends Base {
        override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
          const task = this.createTask(super.sockSendall(sock, data));
          const done = this.createFuture<null>();
          task.addDoneCallback(() => {
            if (!done.done()) done.setResult(null);
          });
          yield* done;
        }
      },
  ),
  hanging(
    selecting(
      'sock.cancel.next_operation_survives',
      'it removes, late, whatever watches the descriptor of a cancelled call',
      (Base) =>
        class extends Base {
          override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
            try {
              return yield* super.sockRecv(sock, nbytes);
            } catch (error) {
              if (error instanceof CancelledError) this.callSoon(() => this._removeReader(sock.fileno()));
              throw error;
            }
          }
        },
    ),
  ),
  hanging(
    selecting(
      'sock.cancel.fd_reuse',
      'it keeps the watcher of a cancelled call, by the number of its descriptor',
      (Base) =>
        class extends Base {
          override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
            const fd = sock.fileno();
            const room = new Uint8Array(nbytes);
            for (;;) {
              const count = receiveInto(fd, room);
              if (count !== null) return room.slice(0, count);
              const waiters = this.#waiters.get(fd) ?? [];
              if (waiters.length === 0) this._addReader(fd, () => this.#wake(fd));
              this.#waiters.set(fd, waiters);
              const waiter = this.createFuture<null>();
              waiters.push(() => {
                if (!waiter.done()) waiter.setResult(null);
              });
              yield* waiter;
            }
          }
          readonly #waiters = new Map<number, (() => void)[]>();
          #wake(fd: number): void {
            this._removeReader(fd);
            const waiters = this.#waiters.get(fd) ?? [];
            this.#waiters.delete(fd);
            for (const wake of waiters) wake();
          }
        },
    ),
  ),
  hanging(
    selecting(
      'sock.duplex',
      'a send takes the place of a receive',
      (Base) =>
        class extends Base {
          override *sockSendall(sock: Sock, data: Uint8Array): Coroutine<void> {
            this._removeReader(sock.fileno());
            yield* super.sockSendall(sock, data);
          }
        },
    ),
  ),
  selecting(
    'sock.blocking_rejected_in_debug',
    'it does not look whether a socket blocks',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          const room = new Uint8Array(nbytes);
          return room.slice(0, yield* this.sockRecvInto({ ...bare(sock) }, room));
        }
      },
  ),
  selecting(
    'sock.transport_fd_rejected',
    'it reads what belongs to a transport',
    (Base) =>
      class extends Base {
        override *sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          this._watchers.disown(sock.fileno());
          return yield* super.sockRecv(sock, nbytes);
        }
      },
  ),
  selecting(
    'sock.are_coroutines',
    'it receives before it is awaited',
    (Base) =>
      class extends Base {
        override sockRecv(sock: Sock, nbytes: number): Coroutine<Uint8Array> {
          const room = new Uint8Array(nbytes);
          const found = receiveFromInto(sock.fileno(), room);
          if (found === null) return super.sockRecv(sock, nbytes);
          return (function* (): Coroutine<Uint8Array> {
            return room.slice(0, found[0]);
          })();
        }
      },
  ),
  hanging(
    python(
      'sock.cancel.next_send_in_same_step',
      'what a cancelled send tidies up is the writer of whoever came after it',
      `loop._sock_write_done = lambda fd, fut, handle=None: loop._remove_writer(fd)`,
    ),
  ),
  python(
    'sock.accept.cancel_unregisters',
    'it watches a listening socket for ever',
    `
real = loop._sock_read_done
loop._sock_read_done = lambda fd, fut, *args, **options: fut.cancelled() or real(fd, fut, *args, **options)
`,
  ),
  python(
    'sock.cancel.ready_in_same_iteration',
    'a cancelled accept takes the client',
    `
real = loop._sock_accept
def accept(fut, sock):
    if fut.cancelled():
        sock.accept()[0].close()
    else:
        real(fut, sock)
loop._sock_accept = accept
`,
  ),
];

/** The same socket, of which nothing tells whether it blocks. */
function bare(sock: Sock): Sock {
  return {
    fileno: () => sock.fileno(),
    getsockname: () => sock.getsockname(),
    getpeername: () => sock.getpeername(),
    close: () => sock.close(),
  };
}
