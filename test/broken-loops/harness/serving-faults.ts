/** Faults of servers and connections, put into CPython's own loop: Python source around the sound method. */
import type { ClauseId } from '../../../spec';
import type { BrokenLoop } from '../broken-loop';
import { python } from '../faults';

const indented = (source: string): string =>
  source
    .trim()
    .split('\n')
    .map((line) => `        ${line.trimEnd()}`)
    .join('\n');

/** `body` in place of the method; the sound one is `sound`. */
function around(method: string, parameters: string, breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return python(
    breaks,
    fault,
    `
    sound = loop.${method}
    async def faulty(${parameters}):
${indented(body)}
    loop.${method} = faulty
    `,
  );
}

/** In place of create_server(). */
export function creating(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('create_server', 'factory, host=None, port=None, **options', breaks, fault, body);
}

/** What is done to a server once create_server() has made it. */
export function served(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return creating(breaks, fault, `server = await sound(factory, host, port, **options)\n${body.trim()}\nreturn server`);
}

/** In place of create_unix_server(). */
export function creatingUnix(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('create_unix_server', 'factory, path=None, **options', breaks, fault, body);
}

/** In place of create_unix_connection(). */
export function connectingUnix(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('create_unix_connection', 'factory, path=None, **options', breaks, fault, body);
}

/** In place of connect_accepted_socket(). */
export function accepting(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('connect_accepted_socket', 'factory, sock, **options', breaks, fault, body);
}

/** In place of getaddrinfo(). */
export function lookingUp(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('getaddrinfo', 'host, port, **options', breaks, fault, body);
}

/** In place of getnameinfo(). */
export function naming(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return around('getnameinfo', 'address, flags=0', breaks, fault, body);
}
