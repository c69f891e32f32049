/** Loops that look names up wrongly. */
import type { BrokenLoop } from './broken-loop';
import { hanging } from './faults';
import { lookingUp, naming } from './harness/serving-faults';

const CALL = 'return await sound(host, port, **options)';

export const dnsBrokenLoops: readonly BrokenLoop[] = [
  lookingUp('dns.getaddrinfo.result', 'rows are for streams', `options.setdefault('type', 1)\n${CALL}`),
  lookingUp('dns.getaddrinfo.filters', 'the protocol does not matter', `options.pop('proto', None)\n${CALL}`),
  lookingUp('dns.getaddrinfo.filters', 'the type does not matter', `options.pop('type', None)\n${CALL}`),
  lookingUp(
    'dns.getaddrinfo.error',
    'no address is no error',
    `
try: ${CALL}
except socket.gaierror: return []
    `,
  ),
  hanging(
    lookingUp('dns.getaddrinfo.does_not_block', 'the loop waits', 'return socket.getaddrinfo(host, port, **options)'),
  ),
  naming(
    'dns.getnameinfo.numeric',
    'the port is a number',
    `
host, service = await sound(address, flags)
return host, int(service) if service.isdigit() else service
    `,
  ),
];
