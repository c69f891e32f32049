/** No process is left behind when node is killed, however deep in C code Python is. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ended, isAlive, needsPython } from './support';

describe('bridge: death of the parent', function () {
  needsPython(this);

  it('ends the Python process', async () => {
    const node = spawn(process.execPath, [join(__dirname, 'orphan.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [data] = (await once(node.stdout, 'data')) as [Buffer];
    const pid = Number(data.toString());
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([pid > 0, isAlive(pid)]).to.deep.equal([true, true]);
    node.kill('SIGKILL');
    await once(node, 'exit');
    expect(await ended(pid)).to.equal(true);
  });

  it('lets a process exit that did not dispose of its subject', async () => {
    const node = spawn(process.execPath, [join(__dirname, 'orphan.js'), 'exit'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [data] = (await once(node.stdout, 'data')) as [Buffer];
    const timer = setTimeout(() => node.kill('SIGKILL'), 10_000);
    const [code] = (await once(node, 'exit')) as [number | null];
    clearTimeout(timer);
    expect(code).to.equal(3);
    expect(await ended(Number(data.toString()))).to.equal(true);
  });
});
