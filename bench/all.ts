/** All measurements, on any subjects: `npm run bench -- reference cpython ./my-loop.ts`. */
import { batch, chain } from './call-soon.bench';
import { echo } from './echo.bench';
import { fail, main } from './support';
import { pingPong, spawn, switches } from './tasks.bench';
import { cancel, fire } from './timers.bench';

main(batch, chain, switches, spawn, pingPong, fire, cancel)
  .then(() => echo([], undefined, { seconds: 0.5, rounds: 5 }))
  .catch(fail);
