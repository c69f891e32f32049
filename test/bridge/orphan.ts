/**
 * Opens a loop, says its process id, and waits for ever in a call, to be killed; or, given `exit`, runs the loop, after
 * which a read of the bridge's is pending, and exits.
 */
import { openLoop } from './support';

const exit = process.argv[2] === 'exit';

openLoop(exit ? 'Recording' : 'hogging', { patience: 3600 }).then(async (subject) => {
  await subject.beforeTest?.();
  const loop = await subject.newEventLoop();
  if (exit) {
    loop.stop();
    await loop.runForever();
  }
  process.stdout.write(`${String(subject.pid)}\n`, () => {
    if (exit) process.exit(3);
    loop.callSoon(() => {});
  });
}, console.error);
