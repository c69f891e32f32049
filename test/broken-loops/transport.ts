/** Transports with one fault each. */
import type { BaseProtocol, ExceptionContext, Transport } from '../../spec';
import { NodeEventLoop } from '../../reference';
import { RuntimeError } from '../../spec';
import { FlowControl } from '../../reference/transports/flow-control';
import { WriteQueue } from '../../reference/node/write-queue';
import { SocketView } from '../../reference/node/socket-view';
import { hanging, stream } from './faults';
import type { BrokenLoop } from './broken-loop';
import { replaceMethods, type Replaced } from './harness/patched';

/** The sound loop with methods of a part of its streams replaced. */
function part<This>(
  breaks: BrokenLoop['breaks'],
  fault: string,
  owner: { prototype: object },
  replaced: Replaced<This>,
): BrokenLoop {
  return { breaks, fault, patch: () => replaceMethods(owner.prototype, replaced) };
}

interface ReportingTransport extends Transport {
  readonly _loop: { callExceptionHandler(context: ExceptionContext): void };
}

const concatenated = (data: Uint8Array): Uint8Array => new Uint8Array(data.buffer);

export const transport: readonly BrokenLoop[] = [
  stream('transport.write.bytes_like', 'a view is sent as its whole buffer', {
    write: (sound, data: Uint8Array) => sound(data instanceof Uint8Array ? concatenated(data) : data),
  }),
  stream('transport.write.bad_type', 'false values count as nothing to write', {
    write: (sound, data: unknown) => (data ? sound(data) : undefined),
  }),
  stream('transport.write.empty_no_effect', 'nothing is sent as a zero', {
    write: (sound, data: Uint8Array) =>
      sound(data instanceof Uint8Array && data.length === 0 ? new Uint8Array(1) : data),
  }),
  part<WriteQueue>('transport.write.order_and_integrity', 'a large write is sent backwards', WriteQueue, {
    push: (sound, data: Uint8Array) => sound(data.length > 5000 ? data.slice().reverse() : data),
  }),
  part<WriteQueue>('transport.write.never_blocks', 'what is too much at once is dropped', WriteQueue, {
    push: (sound, data: Uint8Array) => sound(data.length > 1 << 19 ? data.subarray(0, 1 << 19) : data),
  }),
  stream('transport.write.error_not_raised', 'connection_lost() is called inside write()', {
    write(sound, data: Uint8Array) {
      const lines = data.length === 1 && this.getExtraInfo('told') === null;
      sound(data);
      if (lines) this.getProtocol().connectionLost(null);
    },
  }),
  hanging(
    stream('transport.write.in_connection_made', 'what is written before reading begins is dropped', {
      write(sound, data: Uint8Array) {
        if (data.length !== 5) sound(data);
      },
    }),
  ),
  stream('transport.writelines.concatenates', 'the items are sent backwards', {
    writelines: (sound, chunks: Iterable<Uint8Array>) => sound([...chunks].reverse()),
  }),
  hanging(
    stream('transport.write_eof.half_closes', 'write_eof() closes both ways', {
      writeEof(sound) {
        sound();
        this.close();
      },
    }),
  ),
  stream('transport.write_eof.flushes_first', 'the end overtakes what is buffered', {
    writeEof(sound) {
      if (this.getWriteBufferSize() > 0) this.abort();
      sound();
    },
  }),
  stream('transport.write_eof.idempotent', 'the second write_eof() raises', {
    writeEof(sound) {
      const marked = this as unknown as { ended?: boolean };
      if (marked.ended === true) throw new RangeError('it was ended before');
      marked.ended = true;
      sound();
    },
  }),
  stream('transport.write_eof.then_write_raises', 'what is written after the end is dropped', {
    write(sound, data: Uint8Array) {
      try {
        sound(data);
      } catch (error) {
        if (error instanceof TypeError) throw error;
      }
    },
  }),
  stream('transport.buffer_size.counts_unsent', 'the size is 1 where it is not 0', {
    getWriteBufferSize: (sound) => Math.min(sound() as number, 1),
  }),
  stream('transport.limits.low_high_tuple', 'high comes before low', {
    getWriteBufferLimits: (sound) => [...(sound() as readonly number[])].reverse(),
  }),
  part<FlowControl>('transport.limits.invalid', 'wrong limits are taken for the defaults', FlowControl, {
    setLimits(sound, limits: object) {
      try {
        sound(limits);
      } catch {
        sound({});
      }
    },
  }),
  part<FlowControl>('transport.limits.high_only', 'a low mark left out stays as it was', FlowControl, {
    setLimits(sound, { high = null, low = null }: { high?: number | null; low?: number | null }) {
      sound({ high, low: low ?? (high === null ? null : Math.max(high, 1)) });
      if (high === 0) sound({ high: 1, low: 1 });
    },
  }),
  part<FlowControl>('transport.flow.pause_when_over_high', 'the protocol is paused a turn later', FlowControl, {
    grew: (sound) => void setImmediate(sound),
  }),
  stream('transport.flow.pause_once', 'each write above the mark pauses', {
    write(sound, data: Uint8Array) {
      sound(data);
      if (this.getWriteBufferSize() > this.getWriteBufferLimits()[1]) this.getProtocol().pauseWriting();
    },
  }),
  hanging(
    part<FlowControl>('transport.flow.resume_at_low', 'nothing is ever resumed', FlowControl, {
      shrank: () => undefined,
    }),
  ),
  stream('transport.flow.strict_alternation', 'the protocol is resumed twice', {
    getProtocol(sound): unknown {
      const protocol = sound() as BaseProtocol;
      return {
        pauseWriting: () => protocol.pauseWriting(),
        resumeWriting: () => {
          protocol.resumeWriting();
          protocol.resumeWriting();
        },
      };
    },
  }),
  stream('transport.flow.callback_error', 'what pause_writing() raises leaves write()', {
    write(sound, data: Uint8Array) {
      const loop = (this as unknown as ReportingTransport)._loop;
      const report = loop.callExceptionHandler.bind(loop);
      let raised: unknown;
      loop.callExceptionHandler = (context) => {
        raised = context.exception;
      };
      try {
        sound(data);
      } finally {
        loop.callExceptionHandler = report;
      }
      if (raised !== undefined) throw raised;
    },
  }),
  stream('transport.reading.pause_holds_data', 'pausing does nothing', { pauseReading: () => undefined }),
  stream('transport.reading.idempotent', 'pausing twice raises', {
    pauseReading(sound) {
      if (!this.isReading()) throw new RangeError('it is paused');
      sound();
    },
  }),
  stream('transport.reading.after_close', 'pausing a closed transport raises', {
    pauseReading(sound) {
      if (this.isClosing()) throw new RangeError('it is closed');
      sound();
    },
  }),
  stream('transport.reading.is_reading', 'a paused transport says that it reads', {
    isReading(): boolean {
      return !this.isClosing();
    },
  }),
  stream('transport.reading.pause_in_made', 'pausing is forgotten once reading begins', {
    pauseReading(sound) {
      sound();
      const loop = (this as unknown as { _loop: { callSoon(callback: () => void): unknown } })._loop;
      loop.callSoon(() => {
        this.resumeReading();
      });
    },
  }),
  stream('transport.reading.pause_in_data_received', 'pausing inside a callback does nothing', {
    pauseReading: () => undefined,
  }),
  stream('transport.close.flag_and_async', 'connection_lost() is called inside close()', {
    close(sound) {
      sound();
      this.getProtocol().connectionLost(null);
    },
  }),
  stream('transport.close.lost_once_none', 'each close() loses the connection', {
    close(sound) {
      if (this.isClosing()) this.getProtocol().connectionLost(null);
      sound();
    },
  }),
  stream('transport.close.flushes', 'close() drops what is buffered', {
    close(): void {
      this.abort();
    },
  }),
  stream('transport.close.stops_reading', 'data is delivered after close()', {
    close(sound) {
      sound();
      const protocol = this.getProtocol() as unknown as { dataReceived(data: Uint8Array): void };
      protocol.dataReceived(new Uint8Array(1));
    },
  }),
  hanging(
    stream('transport.close.inside_callbacks', 'close() does nothing on a fresh transport', { close: () => undefined }),
  ),
  hanging(
    stream('transport.abort.drops_buffer', 'abort() waits for the peer', {
      abort(): void {
        this.close();
      },
    }),
  ),
  stream('transport.abort.drops_buffer', 'abort() is reported to the exception handler', {
    abort(sound) {
      (this as unknown as ReportingTransport)._loop.callExceptionHandler({ message: 'what was awaited is cancelled' });
      sound();
    },
  }),
  hanging(
    stream('transport.abort.after_close', 'abort() is ignored while closing', {
      abort(sound) {
        if (!this.isClosing()) sound();
      },
    }),
  ),
  stream('transport.is_closing.after_peer_eof', 'is_closing() is about close() alone', { isClosing: () => false }),
  part<SocketView>('transport.extra.socket_names', 'the names are swapped', SocketView, {
    getsockname(): unknown {
      return this.getpeername();
    },
  }),
  stream('transport.extra.default', 'an unknown name raises', {
    getExtraInfo(sound, name: string, fallback: unknown) {
      const found = sound(name, this);
      if (found === this) throw new RangeError(`no ${name}`);
      return found ?? fallback;
    },
  }),
  hanging(
    stream('transport.set_protocol.redirects', 'the old protocol is called for ever', {
      setProtocol(_sound, protocol: BaseProtocol): void {
        this.getProtocol = () => protocol;
      },
    }),
  ),
  stream('transport.set_protocol.buffered_switch', 'a buffered protocol gets the bytes twice', {
    setProtocol(sound, protocol: BaseProtocol): void {
      const buffered = protocol as unknown as { bufferUpdated?: (count: number) => void; room: Uint8Array };
      const { bufferUpdated } = buffered;
      if (bufferUpdated !== undefined) {
        buffered.bufferUpdated = (count: number) => {
          bufferUpdated.call(buffered, count);
          bufferUpdated.call(buffered, count);
        };
      }
      sound(protocol);
    },
  }),
  {
    breaks: 'transport.context.shared',
    fault: 'each callback has a context of its own',
    patch: () =>
      replaceMethods(NodeEventLoop.prototype, {
        _makeSocketTransport: (sound, sock: unknown, protocol: unknown, waiter: unknown) =>
          sound(sock, protocol, waiter, {}),
      }),
  },
  stream('transport.writelines.after_end', 'it tells of its end', {
    writelines(sound, lines: Iterable<Uint8Array>): void {
      if (this.isClosing()) throw new RuntimeError('the connection is closed');
      sound(lines);
    },
  }),
];
