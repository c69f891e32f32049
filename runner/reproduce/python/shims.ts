/** The least that a translated test needs in place of the kit, and only what is used. */

export interface Shim {
  readonly needs?: readonly string[];
  readonly imports?: readonly string[];
  readonly lines: readonly string[];
}

export const SHIMS: Readonly<Record<string, Shim>> = {
  Record: { lines: ['class Record(dict):', '    __getattr__ = dict.get'] },
  equal: {
    lines: ['def equal(actual, expected):', "    assert actual == expected, f'{actual!r} instead of {expected!r}'"],
  },
  raises: {
    lines: [
      'def raises(kind, call):',
      '    try:',
      '        value = call()',
      '    except kind as error:',
      '        return error',
      "    raise AssertionError(f'{value!r} instead of {kind.__name__}')",
    ],
  },
  raised_by: {
    lines: [
      'async def raised_by(kind, awaitable):',
      '    try:',
      '        value = await awaitable',
      '    except kind as error:',
      '        return error',
      "    raise AssertionError(f'{value!r} instead of {kind.__name__}')",
    ],
  },
  socket_pair: {
    imports: ['socket'],
    lines: [
      'def socket_pair():',
      '    pair = socket.socketpair()',
      '    for sock in pair:',
      '        sock.setblocking(False)',
      '    return pair',
    ],
  },
  udp_socket: {
    imports: ['socket'],
    lines: [
      'def udp_socket():',
      '    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
      '    sock.setblocking(False)',
      "    sock.bind(('127.0.0.1', 0))",
      '    return sock',
    ],
  },
  pattern: {
    lines: [
      'def pattern(length, seed=0):',
      '    return bytes((i + seed + (i >> 8) * 7 + (i >> 16) * 13) & 255 for i in range(length))',
    ],
  },
  turns: {
    lines: ['async def turns(times=5):', '    for _ in range(times):', '        await asyncio.sleep(0)'],
  },
  spin: {
    lines: [
      'def spin(times=1, other=None):',
      '    for _ in range(times):',
      '        (other or loop).stop()',
      '        (other or loop).run_forever()',
    ],
  },
  take_reports: { lines: ['def take_reports():', '    taken, reports[:] = reports[:], []', '    return taken'] },
  new_loop: { needs: ['listen'], lines: ['new_loop = lambda: listen(make_loop())'] },
  listen: {
    needs: ['Record'],
    lines: [
      'def listen(made):',
      '    made.set_exception_handler(lambda _, context: reports.append(Record(context)))',
      '    return made',
    ],
  },
  from_host: {
    imports: ['concurrent.futures', 'time'],
    lines: [
      'def from_host(action, delay=0.01):',
      '    return concurrent.futures.ThreadPoolExecutor(1).submit(lambda: (time.sleep(delay), action())[1])',
    ],
  },
  run_in: {
    imports: ['inspect'],
    lines: [
      'async def run_in(manager, body):',
      '    async with manager as entered:',
      '        return await (body(entered) if inspect.signature(body).parameters else body())',
    ],
  },
  bare: { imports: ['types'], lines: ['@types.coroutine', 'def bare(value=None):', '    return (yield value)'] },
  snake: { imports: ['re'], lines: ["snake = lambda name: re.sub('(?<=[a-z])([A-Z])', r'_\\1', name).lower()"] },
  fail: { lines: ['def fail(message):', '    raise AssertionError(message)'] },
  record_log: {
    needs: ['Record'],
    imports: ['logging'],
    lines: [
      'def record_log():',
      '    kept, handler = [], logging.Handler()',
      '    handler.emit = lambda r: kept.append(Record(level=r.levelname.lower(), text=r.getMessage(),',
      '                                                exception=r.exc_info[1] if r.exc_info else None))',
      "    logging.getLogger('asyncio').addHandler(handler)",
      '    return lambda: [kept.pop(0) for _ in range(len(kept))]',
    ],
  },
};
