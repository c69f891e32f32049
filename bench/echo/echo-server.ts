/**
 * A process that echoes: `node echo-server.js raw`, or a subject in the place of `raw`. It tells its port, and for each line that it
 * reads its CPU time in microseconds, so that only the server is measured and not who sends.
 */
import { createServer, type AddressInfo } from 'node:net';
import { openSubject } from '../../runner/subjects/open-subject';
import { parseSubject } from '../../runner/subjects/subject-spec';
import type { Coroutine, Transport } from '../../spec';

function say(what: string, value: number): void {
  process.stdout.write(`${what} ${value}\n`);
}

/** What node does without a loop on top of it. */
function echoRaw(): void {
  const server = createServer({ noDelay: true }, (connection) => {
    connection.on('data', (data) => connection.write(data));
    connection.on('error', () => {});
  });
  server.listen(0, '127.0.0.1', () => {
    say('port', (server.address() as AddressInfo).port);
  });
}

async function echo(name: string): Promise<void> {
  const { subject, asyncio } = await openSubject(parseSubject(name, {}));
  class Echo extends asyncio.Protocol {
    #transport: Transport | undefined;
    override connectionMade(transport: Transport): void {
      this.#transport = transport;
    }
    override dataReceived(data: Uint8Array): void {
      this.#transport?.write(data);
    }
  }
  const loop = await subject.newEventLoop();
  await loop.runUntilComplete(
    (function* (): Coroutine<void> {
      const server = yield* loop.createServer(() => new Echo(), '127.0.0.1', 0);
      say('port', server.sockets[0]?.getsockname()[1] as number);
      yield* server.serveForever();
    })(),
  );
}

process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  say('cpu', user + system);
});
process.stdin.on('end', () => process.exit(0));

const name = process.argv[2] ?? 'raw';
if (name === 'raw') echoRaw();
else
  echo(name).catch((error: unknown) => {
    console.error(String(error));
    process.exit(1);
  });
