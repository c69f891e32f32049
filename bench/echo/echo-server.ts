/**
 * A process that echoes: `node echo-server.js raw`, or a subject in the place of `raw`. It tells its port, and for each line that it
 * reads its CPU time in microseconds, so that only the server is measured and not who sends.
 */
import { readSync, writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { isMainThread, Worker } from 'node:worker_threads';
import { openSubject } from '../../runner/subjects/open-subject';
import { parseSubject } from '../../runner/subjects/subject-spec';
import type { Coroutine, Transport } from '../../spec';

function sayPort(port: number): void {
  writeSync(1, `port ${port}\n`);
}

/** What node does without a loop on top of it. */
function echoRaw(): void {
  const server = createServer({ noDelay: true }, (connection) => {
    connection.on('data', (data) => connection.write(data));
    connection.on('error', () => {});
  });
  server.listen(0, '127.0.0.1', () => {
    sayPort((server.address() as AddressInfo).port);
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
      sayPort(server.sockets[0]?.getsockname()[1] as number);
      yield* server.serveForever();
    })(),
  );
}

/** In a thread, since a loop may block while it waits and node with it. What the thread takes itself is next to nothing. */
function answerQuestions(): void {
  const byte = Buffer.alloc(1);
  while (readSync(0, byte) > 0) {
    const { user, system } = process.cpuUsage();
    writeSync(1, `cpu ${user + system}\n`);
  }
  process.kill(process.pid);
}

if (isMainThread) {
  new Worker(__filename);
  const name = process.argv[2] ?? 'raw';
  if (name === 'raw') echoRaw();
  else
    echo(name).catch((error: unknown) => {
      console.error(String(error));
      process.exit(1);
    });
} else {
  answerQuestions();
}
