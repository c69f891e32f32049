/** All measurements, on one subject: `node dist/bench/all.js [subject]`. */
import { batch, chain } from './call-soon.bench';
import { main } from './support';
import { pingPong, spawn, switches } from './tasks.bench';
import { cancel, fire } from './timers.bench';

main(batch, chain, switches, spawn, pingPong, fire, cancel).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
