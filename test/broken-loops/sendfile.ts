/** Loops that send files with one fault each. */
import type { AbstractEventLoop, Coroutine, FileObject } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, python, selecting } from './faults';

/** CPython's loop with another body of sendfile(); `sound` is the real one. */
function sending(breaks: BrokenLoop['breaks'], fault: string, body: string): BrokenLoop {
  return python(breaks, fault, replaced('sendfile', 'transport', body));
}

/** The same for sock_sendfile(). */
function sockSending(breaks: BrokenLoop['breaks'], fault: string, body: string): BrokenLoop {
  return python(breaks, fault, replaced('sock_sendfile', 'sock', body));
}

function replaced(method: string, to: string, body: string): string {
  const [, ...lines] = body.trimEnd().split('\n');
  const margin = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return `sound = loop.${method}
async def send(${to}, file, offset=0, count=None, *, fallback=True):
${lines.map((line) => `    ${line.slice(margin)}`).join('\n')}
loop.${method} = send
`;
}

export const sendfile: readonly BrokenLoop[] = [
  sending(
    'sendfile.basic',
    'the file is sent a moment later',
    `
    loop.call_later(0.01, lambda: loop.create_task(sound(transport, file, offset, count)))
    file.seek(0, 2)
    return file.tell()
    `,
  ),
  sending(
    'sendfile.basic',
    'the number of the bytes is that of the file and one more',
    `
    return await sound(transport, file, offset, count, fallback=fallback) + 1
    `,
  ),
  hanging(
    sending(
      'sendfile.basic',
      'the file does not wait for what is to be sent before it, which then never is',
      `
    transport._make_empty_waiter = lambda: asyncio.sleep(0)
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
    ),
  ),
  sending(
    'sendfile.offset_count',
    'of a long part more is sent than was asked for',
    `
    if count is not None and count > 1_000_000:
        await sound(transport, file, offset, count + 1000, fallback=fallback)
        return count
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.offset_count',
    'the count is ignored',
    `
    return await sound(transport, file, offset, None, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.offset_count',
    'the offset is ignored',
    `
    return await sound(transport, file, 0, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.file_position',
    'the file stands where it stood before',
    `
    before = file.tell()
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    finally:
        file.seek(before)
    `,
  ),
  sending(
    'sendfile.file_position',
    'after a failure the file stands at its end',
    `
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    except ConnectionError:
        file.seek(0, 2)
        raise
    `,
  ),
  selecting(
    'sendfile.file_position.nothing_left',
    'a file of which nothing was sent is put back',
    (Sound) =>
      class extends Sound {
        override *sendfile(...args: Parameters<AbstractEventLoop['sendfile']>): Coroutine<number> {
          const file = args[1] as FileObject;
          const before = file.tell();
          const sent = yield* super.sendfile(...args);
          if (sent === 0) file.seek(before);
          return sent;
        }
      },
  ),
  sending(
    'sendfile.restores_transport',
    'the transport is left paused',
    `
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    finally:
        transport.pause_reading()
    `,
  ),
  sending(
    'sendfile.restores_transport',
    'the transport keeps another protocol',
    `
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    finally:
        transport.set_protocol(asyncio.Protocol())
    `,
  ),
  sending(
    'sendfile.closing_transport',
    'nothing is sent and nothing is said',
    `
    if transport.is_closing():
        return 0
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.closing_transport',
    'the file is read first',
    `
    file.read(1)
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.unsupported_transport',
    'the file is cut into datagrams',
    `
    if hasattr(transport, 'sendto'):
        transport.sendto(file.read(1000))
        return 1000
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.unsupported_transport',
    'a transport without write() is an AttributeError',
    `
    if hasattr(transport, 'sendto'):
        raise AttributeError('write')
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.fallback_file_object',
    'a file must have a descriptor',
    `
    if not isinstance(file, io.FileIO) and not hasattr(file, 'raw'):
        raise ValueError('a file on disk is expected')
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.no_fallback_unavailable',
    'the fallback cannot be forbidden',
    `
    return await sound(transport, file, offset, count)
    `,
  ),
  sending(
    'sendfile.no_fallback_unavailable',
    'the error is another',
    `
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    except asyncio.SendfileNotAvailableError:
        raise RuntimeError('no fallback') from None
    `,
  ),
  sending(
    'sendfile.tls_fallback',
    'over TLS the fallback cannot be forbidden',
    `
    return await sound(transport, file, offset, count)
    `,
  ),
  sending(
    'sendfile.tls_fallback',
    'over TLS no file is sent',
    `
    if transport.get_extra_info('sslcontext') is not None:
        raise RuntimeError('sendfile is not supported')
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
  ),
  sending(
    'sendfile.empty_file',
    'an empty file ends the connection',
    `
    sent = await sound(transport, file, offset, count, fallback=fallback)
    if sent == 0:
        transport.close()
    return sent
    `,
  ),
  sending(
    'sendfile.peer_disconnect',
    'what was sent before the end is returned',
    `
    try:
        return await sound(transport, file, offset, count, fallback=fallback)
    except ConnectionError:
        return file.tell()
    `,
  ),
  hanging(
    sending(
      'sendfile.aborted_before',
      'nobody tells a file that waits of the end',
      `
    waiting = transport._make_empty_waiter
    def make():
        waiter = waiting()
        waiter.set_exception = lambda error: None
        return waiter
    transport._make_empty_waiter = make
    return await sound(transport, file, offset, count, fallback=fallback)
    `,
    ),
  ),
  selecting(
    'sendfile.sock.nothing_left',
    'a file of which nothing was sent is put back',
    (Sound) =>
      class extends Sound {
        override *sockSendfile(...args: Parameters<AbstractEventLoop['sockSendfile']>): Coroutine<number> {
          const file = args[1] as FileObject;
          const before = file.tell();
          const sent = yield* super.sockSendfile(...args);
          if (sent === 0) file.seek(before);
          return sent;
        }
      },
  ),
  sockSending(
    'sendfile.sock.basic',
    'the file stands where it stood before',
    `
    before = file.tell()
    try:
        return await sound(sock, file, offset, count, fallback=fallback)
    finally:
        file.seek(before)
    `,
  ),
  sockSending(
    'sendfile.sock.basic',
    'the count is ignored',
    `
    return await sound(sock, file, offset, None, fallback=fallback)
    `,
  ),
  sockSending(
    'sendfile.sock.mixes_with_sendall',
    'the file is sent a moment later',
    `
    loop.call_later(0.05, lambda: loop.create_task(sound(sock, file, offset, count, fallback=fallback)))
    `,
  ),
  sockSending(
    'sendfile.sock.arguments',
    'an offset below 0 is none',
    `
    if isinstance(offset, int) and offset < 0:
        offset = 0
    return await sound(sock, file, offset, count, fallback=fallback)
    `,
  ),
  sockSending(
    'sendfile.sock.arguments',
    'a count of 0 means all',
    `
    return await sound(sock, file, offset, count or None, fallback=fallback)
    `,
  ),
  sockSending(
    'sendfile.sock.fallback',
    'the fallback cannot be forbidden',
    `
    return await sound(sock, file, offset, count)
    `,
  ),
];
