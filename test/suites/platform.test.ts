/** What platform, interpreter and sockets cannot do is tried, and tests that need it are skipped with the reason. */
import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClause, type Subject } from '../../spec';
import { socketsCannot } from '../../reference/sockets/platform';
import { socketsMissing } from '../../reference/sockets';
import { applicability, startWire, SUITES, traitsOf, type TestCase } from '../../suites';
import { lackingOf } from '../../suites/support/wire/platform';
import { needsPython } from '../bridge/support';
import { loopcert } from '../runner/cli';

/** A Python whose standard library lacks what another machine's might. */
const LAME = `
import socket, sys
sys.modules['ssl'] = None
del socket.SO_REUSEPORT

class Lame(socket.socket):
    def bind(self, address):
        if self.family == socket.AF_INET6:
            raise OSError(99, 'no such address here')
        super().bind(address)

socket.socket = Lame
`;

function testsWithNeed(need: string): readonly TestCase[] {
  return SUITES.flatMap((suite) => suite.tests).filter(({ options }) => options.needs?.includes(need as never));
}

describe('what a machine cannot do', function () {
  this.slow(10_000);

  it('is what fails when it is tried', async () => {
    const refuse = (): never => {
      throw new Error('not here');
    };
    const lacking = await lackingOf({
      ipv6: () => Promise.reject(new Error('no such address')),
      tls: refuse,
      unix: () => {},
      fifo: () => Promise.resolve(),
    });
    expect(lacking).to.deep.equal({ ipv6: 'no such address', tls: 'not here' });
  });

  it('is tried on this machine, and nothing of it is left', async () => {
    const lacking = await lackingOf();
    const addresses = Object.values(networkInterfaces()).flatMap((own) => own ?? []);
    expect(lacking.ipv6 === undefined, `ipv6: ${lacking.ipv6 ?? 'can be bound'}`).to.equal(
      addresses.some(({ address }) => address === '::1'),
    );
    if (process.platform !== 'linux') expect(lacking).to.have.property('abstract_unix');
    // A name that can be used once only would be in use by now.
    expect(await lackingOf()).to.deep.equal(lacking);
  });

  it('is tried with sockets too, and each of these is closed', () => {
    expect(socketsCannot('koffi is not installed')).to.deep.equal({ socket: 'koffi is not installed' });
    let open = 0;
    const refuse = (what: string) => (): never => {
      throw new Error(`${what} refused`);
    };
    const cannot = socketsCannot(null, () => {
      open += 1;
      return { bind: refuse('bind()'), setsockopt: refuse('setsockopt()'), close: () => (open -= 1) };
    });
    expect(cannot).to.deep.equal({
      ipv6: 'bind() refused',
      abstract_unix: 'bind() refused',
      reuse_port: 'setsockopt() refused',
    });
    expect(open, 'sockets left open').to.equal(0);
    const nothing = socketsCannot(null, refuse('socket()'));
    expect(nothing).to.have.all.keys('ipv6', 'unix', 'unix_dgram', 'abstract_unix', 'reuse_port');
  });

  it('is nothing that was found where it can be done', function () {
    if (socketsMissing() !== null) this.skip();
    expect(socketsCannot()).not.to.have.any.keys('socket', 'unix', 'unix_dgram', 'reuse_port');
  });

  it('keeps tests that need it from a subject, with the reason', () => {
    startWire();
    const subject: Subject = {
      name: 'lame',
      newEventLoop: () => expect.fail('not asked for'),
      cannot: { ipv6: 'lame' },
    };
    const traits = traitsOf(subject);
    const tests = testsWithNeed('ipv6');
    expect(tests).not.to.have.lengthOf(0);
    for (const test of tests) {
      expect(applicability(test, traits)).to.deep.equal({
        applies: false,
        kind: 'platform',
        reason: 'needs ipv6: lame',
      });
    }
  });

  it('is nothing that a subject is asked for in other chapters than the one it lacks', () => {
    const lacks = { 'net.tls': 'no TLS here', fd: 'no descriptors here' };
    const sound: Subject = { name: 'lame', newEventLoop: () => expect.fail('not asked for') };
    const traits = traitsOf({ ...sound, lacks });
    const able = { ...traitsOf(sound), cannot: {} };
    for (const need of ['tls', 'fd'] as const) {
      const others = SUITES.flatMap((suite) => suite.tests).filter(({ clause, options }) => {
        const { needs = [], profile } = findClause(clause) ?? expect.fail(clause);
        return [...needs, ...(options.needs ?? [])].includes(need) && lacks[profile as never] === undefined;
      });
      // Without the lack some of them apply.
      expect(others.filter((test) => applicability(test, able).applies)).not.to.have.lengthOf(0);
      for (const test of others) expect(applicability(test, traits).applies, test.clause).to.equal(false);
    }
  });

  describe('in a Python', function () {
    needsPython(this);
    const folder = mkdtempSync(join(tmpdir(), 'lame-'));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it('shows in a run as skipped tests', async () => {
      mkdirSync(join(folder, 'site'));
      writeFileSync(join(folder, 'site', 'sitecustomize.py'), LAME);
      const selection = ['tls.handshake.*', 'datagram.reuse_port.true', 'server.ipv6.v6only'];
      const clauses = selection.flatMap((clause) => ['--clause', clause]);
      const { status, stdout, stderr } = await loopcert(
        ['run', 'python:asyncio:SelectorEventLoop', ...clauses, '--reporter', 'tap'],
        { env: { PYTHONPATH: join(folder, 'site') } },
      );
      expect(stderr).not.to.match(/Traceback/);
      expect(stdout).to.match(/# SKIP .*needs tls: import of ssl halted/);
      expect(stdout).to.match(/# SKIP .*needs reuse_port: .*SO_REUSEPORT/);
      expect(stdout).to.match(/# SKIP .*needs ipv6: .*no such address here/);
      expect(stdout).not.to.match(/^ok (?!.*# SKIP)/m);
      expect(stdout).not.to.match(/^not ok/m);
      // Nothing was judged.
      expect(status).to.equal(3);
    });
  });
});
