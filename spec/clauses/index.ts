/** All chapters, in reading order. */
import type { Clause } from '../clause';
import { running } from './running';
import { closing } from './closing';
import { current } from './current';
import { iteration } from './iteration';
import { callbacks } from './callbacks';
import { handles } from './handles';
import { timers } from './timers';
import { threads } from './threads';
import { context } from './context';
import { errors } from './errors';
import { debug } from './debug';
import { asyncgens } from './asyncgens';
import { executor } from './executor';
import { signals } from './signals';
import { runner } from './runner';
import { policy } from './policy';
import { extension } from './extension';
import { abstract } from './abstract';
import { future } from './future';
import { task } from './task';
import { eager } from './eager';
import { lifetime } from './lifetime';
import { coroutine } from './coroutine';
import { combinators } from './combinators';
import { watchers } from './watchers';
import { connection } from './connection';
import { server } from './server';
import { unix } from './unix';
import { accepted } from './accepted';
import { transport } from './transport';
import { protocol } from './protocol';
import { buffered } from './buffered';
import { tls } from './tls';
import { startTls } from './start-tls';
import { datagram } from './datagram';
import { dns } from './dns';
import { sendfile } from './sendfile';
import { sock } from './sock';
import { fd } from './fd';
import { pipe } from './pipe';
import { subprocess } from './subprocess';
import { privateMethods } from './private';

/** A chapter is an area of ids: every id in it begins with the chapter's id and a dot. */
export const CHAPTERS = [
  { id: 'running', title: 'running and stopping', clauses: running },
  { id: 'closing', title: 'closing', clauses: closing },
  { id: 'current', title: 'the current and the running loop', clauses: current },
  { id: 'iteration', title: 'iterations: polling, ready batches, timers', clauses: iteration },
  { id: 'callbacks', title: 'call_soon', clauses: callbacks },
  { id: 'handles', title: 'handles', clauses: handles },
  { id: 'timers', title: 'time and timers', clauses: timers },
  { id: 'threads', title: 'call_soon_threadsafe', clauses: threads },
  { id: 'context', title: 'contexts', clauses: context },
  { id: 'errors', title: 'exception handling', clauses: errors },
  { id: 'debug', title: 'debug mode', clauses: debug },
  { id: 'asyncgens', title: 'asynchronous generators', clauses: asyncgens },
  { id: 'executor', title: 'executors', clauses: executor },
  { id: 'signals', title: 'signals', clauses: signals },
  { id: 'runner', title: 'Runner and run', clauses: runner },
  { id: 'policy', title: 'policies', clauses: policy },
  { id: 'watchers', title: 'child watchers', clauses: watchers },
  { id: 'extension', title: 'BaseEventLoop and its successors', clauses: extension },
  { id: 'abstract', title: 'AbstractEventLoop', clauses: abstract },
  { id: 'future', title: 'Future', clauses: future },
  { id: 'task', title: 'Task', clauses: task },
  { id: 'eager', title: 'eager tasks', clauses: eager },
  { id: 'lifetime', title: 'task lifetime', clauses: lifetime },
  { id: 'coroutine', title: 'coroutines', clauses: coroutine },
  { id: 'combinators', title: 'what sleep, gather, wait and their kin demand', clauses: combinators },
  { id: 'connection', title: 'connections', clauses: connection },
  { id: 'server', title: 'servers', clauses: server },
  { id: 'unix', title: 'unix sockets', clauses: unix },
  { id: 'accepted', title: 'connect_accepted_socket', clauses: accepted },
  { id: 'transport', title: 'transports', clauses: transport },
  { id: 'protocol', title: 'protocols', clauses: protocol },
  { id: 'buffered', title: 'protocols that bring a buffer', clauses: buffered },
  { id: 'tls', title: 'TLS', clauses: tls },
  { id: 'start_tls', title: 'start_tls', clauses: startTls },
  { id: 'datagram', title: 'datagrams', clauses: datagram },
  { id: 'dns', title: 'names', clauses: dns },
  { id: 'sendfile', title: 'sendfile', clauses: sendfile },
  { id: 'sock', title: 'sock_recv, sock_sendall and their kin', clauses: sock },
  { id: 'fd', title: 'watching descriptors', clauses: fd },
  { id: 'pipe', title: 'pipes', clauses: pipe },
  { id: 'subprocess', title: 'subprocesses', clauses: subprocess },
  { id: 'private', title: 'the private methods that carry connections', clauses: privateMethods },
] as const;

/** The first part of the ids of a chapter. */
export type ChapterId = (typeof CHAPTERS)[number]['id'];
/** Every clause id there is; a test that cites another does not compile. */
export type ClauseId = (typeof CHAPTERS)[number]['clauses'][number]['id'];

/** Every clause, in the order of the chapters. */
export const CLAUSES: readonly (Clause & { readonly id: ClauseId })[] = CHAPTERS.flatMap(
  (chapter): readonly (Clause & { readonly id: ClauseId })[] => chapter.clauses,
);

const byId: ReadonlyMap<string, Clause & { readonly id: ClauseId }> = new Map(
  CLAUSES.map((clause) => [clause.id, clause]),
);

/** The clause of that id, if there is one. */
export function findClause(id: string): (Clause & { readonly id: ClauseId }) | undefined {
  return byId.get(id);
}
