/** The numbers of the module `socket` and the ports of services, as this machine's Python knows them. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { portNumber } from '../../../reference/network/services';
import * as constants from '../../../reference/network/socket-constants';

const ASKED = `
import errno, json, os, socket, sys
names, services = json.loads(sys.argv[1])
print(json.dumps([{name: getattr(socket, name, getattr(os, name, None)) for name in names},
                  {name: socket.getservbyname(name, 'tcp' if name != 'ntp' else 'udp') for name in services}]))
`;
const { CONSTANTS, ...internal } = constants;
const NUMBERS: Readonly<Record<string, number>> = { ...CONSTANTS, ...internal };
const SERVICES = 'ftp ssh telnet smtp domain http pop3 ntp imap https imaps pop3s'.split(' ');

/** What Python answers; nothing where there is none, or not on Linux. */
function known(): readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>] | undefined {
  if (process.platform !== 'linux') return undefined;
  const given = JSON.stringify([Object.keys(NUMBERS), SERVICES]);
  const { status, stdout } = spawnSync('python3', ['-c', ASKED, given], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as ReturnType<typeof known>) : undefined;
}

describe('numbers', () => {
  it('of sockets are those of the module socket', function () {
    const asked = known();
    if (asked === undefined) this.skip();
    expect(NUMBERS).to.deep.equal(asked[0]);
  });

  it('of services are those of this machine', function () {
    const asked = known();
    if (asked === undefined) this.skip();
    expect(Object.fromEntries(SERVICES.map((name) => [name, portNumber(name)]))).to.deep.equal(asked[1]);
  });

  it('of ports are themselves, whatever they are written as', () => {
    expect([80, '80', null, '', 'nothing'].map(portNumber)).to.deep.equal([80, 80, 0, 0, null]);
  });
});
