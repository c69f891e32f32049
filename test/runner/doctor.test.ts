/** `loopcert doctor`. */
import { expect } from 'chai';
import type { Diagnosis, PythonFinding } from '../../runner/doctor/findings';
import { nodeFinding } from '../../runner/doctor/host';
import { pythonFindings } from '../../runner/doctor/pythons';
import { loopcert } from './cli';

const python = (version: string, ...loops: readonly string[]): PythonFinding => ({
  path: `/python${version}`,
  version,
  implementation: 'CPython',
  loops: loops.map((subject) => ({ subject, version: '1.0' })),
});
const OWN = 'python:asyncio:SelectorEventLoop';

describe('loopcert doctor', function () {
  this.slow(10_000);

  it('finds node, compiler, reference, embedded CPython and the platform’s offers', async () => {
    const { status, stdout } = await loopcert(['doctor', '--json']);
    expect(status).to.equal(0);
    const { findings, pythons } = JSON.parse(stdout) as Diagnosis;
    const healthy = findings.filter(({ health }) => health === 'ok').map(({ what }) => what);
    expect(healthy).to.include.members(['node', 'typescript', 'ts-node', 'reference', 'embedded CPython', 'clock']);
    expect(findings.find(({ what }) => what === 'node')?.detail).to.contain(process.versions.node);
    expect(findings.find(({ what }) => what === 'embedded CPython')?.detail).to.match(/^CPython 3\.1\d/);
    for (const { version, problem, loops } of pythons) {
      if (problem !== undefined) continue;
      const asyncio = loops.find(({ subject }) => subject === OWN);
      expect(asyncio?.version).to.equal(version);
    }
  });

  it('prints lines for people', async () => {
    const { stdout } = await loopcert(['doctor']);
    expect(stdout).to.match(/^ok +node +\d+\.\d+/m);
    expect(stdout).to.match(/^(ok|missing) +python3 /m);
  });

  it('names a remedy for what is missing', () => {
    const [none] = pythonFindings([]);
    expect(none).to.include({ what: 'python3', health: 'missing' });
    expect(none?.remedy).to.match(/setup:python/);
    expect(pythonFindings([python('3.7.9', OWN)])[0]?.health).to.equal('missing');
    const [found, loops] = pythonFindings([python('3.12.1', OWN)]);
    expect(found).to.include({ health: 'ok', detail: 'versions 3.12' });
    expect(loops).to.include({ what: 'loops', health: 'missing', remedy: 'npm run setup:python' });
    expect(pythonFindings([python('3.12.1', OWN, 'python:uvloop:new_event_loop')])).to.have.length(1);
  });

  it('turns down a node that is too old', () => {
    expect(nodeFinding('18.19.0')).to.include({ health: 'broken', remedy: 'install node 20.19.0 or later' });
    expect(nodeFinding('20.19.0').health).to.equal('ok');
  });
});
