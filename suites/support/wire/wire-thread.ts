/**
 * The wire thread: the peers of the loop under test, in a realm of its own, which goes on while the loop's thread is held. What
 * it says it did, the kernel has: bytes, ends and resets have arrived on a loopback when the answer is there.
 */
import { workerData, type MessagePort } from 'node:worker_threads';
import { Datagrams } from './datagrams';
import type { WireAnswer, WireOperation, WireOperations, WireRequest } from './messages';
import { lackingOf } from './platform';
import { Streams } from './streams';
import { ring } from './wire-line';

const { port, answers } = workerData as { readonly port: MessagePort; readonly answers: Int32Array };
const streams = new Streams();
const datagrams = new Datagrams();

const operations: {
  readonly [Op in WireOperation]: (
    take: WireOperations[Op][0],
  ) => WireOperations[Op][1] | Promise<WireOperations[Op][1]>;
} = {
  ping: () => null,
  lacking: () => lackingOf(),
  listen: (place) => streams.listen(place),
  accept: ({ n }) => streams.accept(n),
  waiting: ({ n }) => streams.waiting(n),
  connect: (place) => streams.connect(place),
  write: ({ n, data }) => streams.write(n, data),
  end: ({ n }) => streams.end(n),
  reset: ({ n }) => streams.reset(n),
  close: ({ n }) => (datagrams.has(n) ? datagrams.close(n) : streams.close(n)),
  read: ({ n, count }) => streams.read(n, count),
  startTls: ({ n, tls, server }) => streams.startTls(n, tls, server),
  secured: ({ n }) => streams.secured(n),
  cut: ({ n }) => streams.cut(n),
  udp: (place) => datagrams.open(place),
  sendDatagram: ({ n, data, to }) => datagrams.send(n, data, to),
  receiveDatagram: ({ n }) => datagrams.receive(n),
  forget: async () => {
    datagrams.forget();
    await streams.forget();
    return null;
  },
};

async function answerTo({ id, op, take }: WireRequest): Promise<WireAnswer> {
  try {
    return { id, give: await (operations[op] as (take: object) => unknown)(take) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { id, error: { code, message: `${op}: ${message}` } };
  }
}

port.on('message', (request: WireRequest) => {
  answerTo(request).then(
    (answer) => {
      port.postMessage(answer);
      ring(answers);
    },
    // There is no such thing: whatever goes wrong is the answer.
    () => {},
  );
});
