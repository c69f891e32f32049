/** Certifying a loop in one's own mocha run: the whole adapter. */
import { certify } from 'loopcert';
import { lacksNetwork } from 'loopcert/spec';
import { SuccessorLoop } from './004-successor-of-base-event-loop';

certify({
  name: 'my-loop',
  newEventLoop: () => new SuccessorLoop(),
  lacks: { signal: 'it handles none', ...lacksNetwork('it opens no sockets') },
});
