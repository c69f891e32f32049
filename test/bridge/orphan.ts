/** Opens a loop whose call never returns, says its process id, and waits there: to be killed. */
import { openLoop } from './support';

openLoop('hogging', { patience: 3600 }).then(async (subject) => {
  await subject.beforeTest?.();
  const loop = await subject.newEventLoop();
  process.stdout.write(`${String(subject.pid)}\n`, () => {
    loop.callSoon(() => {});
  });
}, console.error);
