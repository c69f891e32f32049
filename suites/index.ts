/** All suites, in the order of the spec's chapters. */
import { runningSuites } from './running';
import { closingSuites } from './closing';
import { currentSuites } from './current';
import { iterationSuites } from './iteration';
import { callbacksSuites } from './callbacks';
import { handlesSuites } from './handles';
import { timersSuites } from './timers';
import { threadsSuites } from './threads';
import { contextSuites } from './context';
import { errorsSuites } from './errors';
import { debugSuites } from './debug';
import { asyncgensSuites } from './asyncgens';
import { executorSuites } from './executor';
import { signalsSuites } from './signals';
import { runnerSuites } from './runner';
import { policySuites } from './policy';
import { watchersSuites } from './watchers';
import { extensionSuites } from './extension';
import { abstractSuites } from './abstract';
import { futureSuites } from './future';
import { taskSuites } from './task';
import { eagerSuites } from './eager';
import { lifetimeSuites } from './lifetime';
import { coroutineSuites } from './coroutine';
import { combinatorsSuites } from './combinators';
import { connectionSuites } from './connection';
import { serverSuites } from './server';
import { unixSuites } from './unix';
import { acceptedSuites } from './accepted';
import { transportSuites } from './transport';
import { protocolSuites } from './protocol';
import { bufferedSuites } from './buffered';
import { tlsSuites } from './tls';
import { startTlsSuites } from './start-tls';
import { datagramSuites } from './datagram';
import { dnsSuites } from './dns';
import { sendfileSuites } from './sendfile';
import { sockSuites } from './sock';
import { fdSuites } from './fd';
import { pipeSuites } from './pipe';
import { subprocessSuites } from './subprocess';
import { privateSuites } from './private';
import type { Suite } from './support/suite';

/** Every suite of the kit. */
export const SUITES: readonly Suite[] = [
  ...runningSuites,
  ...closingSuites,
  ...currentSuites,
  ...iterationSuites,
  ...callbacksSuites,
  ...handlesSuites,
  ...timersSuites,
  ...threadsSuites,
  ...contextSuites,
  ...errorsSuites,
  ...debugSuites,
  ...asyncgensSuites,
  ...executorSuites,
  ...signalsSuites,
  ...runnerSuites,
  ...policySuites,
  ...watchersSuites,
  ...extensionSuites,
  ...abstractSuites,
  ...futureSuites,
  ...taskSuites,
  ...eagerSuites,
  ...lifetimeSuites,
  ...coroutineSuites,
  ...combinatorsSuites,
  ...connectionSuites,
  ...serverSuites,
  ...unixSuites,
  ...acceptedSuites,
  ...transportSuites,
  ...protocolSuites,
  ...bufferedSuites,
  ...tlsSuites,
  ...startTlsSuites,
  ...datagramSuites,
  ...dnsSuites,
  ...sendfileSuites,
  ...sockSuites,
  ...fdSuites,
  ...pipeSuites,
  ...subprocessSuites,
  ...privateSuites,
];

export {
  type Applicability,
  BufferedRecorder,
  type Callback,
  type Connected,
  type DefineTest,
  Environment,
  type ErrorClass,
  FactoryError,
  Ledger,
  LeftBehind,
  Listener,
  type LogRecord,
  type Excuses,
  type MochaLike,
  NothingAsserted,
  OutOfPatience,
  Patience,
  Peer,
  type Reactions,
  Recorder,
  type RegisterOptions,
  type Resources,
  type SubjectTraits,
  type Suite,
  type TestCase,
  type TestOptions,
  UdpPeer,
  Wire,
  type World,
  applicability,
  bytes,
  checkFactory,
  connect,
  connectShallow,
  connectWith,
  currentLedger,
  expect,
  expectNone,
  fail,
  fill,
  isKind,
  joined,
  leftOpen,
  mochaTitle,
  openLedger,
  pattern,
  raisedBy,
  raises,
  recordLog,
  register,
  rejects,
  reportsNothing,
  resourcesOf,
  runTest,
  startWire,
  suite,
  testId,
  text,
  traitsOf,
  watchAssertions,
} from './support';
