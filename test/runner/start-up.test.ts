/** What most commands do not need is not loaded for them: a run starts many processes, and each would pay for it. */
import { expect } from 'chai';
import { command, MAIN } from './cli';

/** Packages that take long to load. */
const HEAVY = ['typescript', 'ts-node', 'ajv', 'yaml', 'preact'];

describe('start-up', () => {
  it('loads no package that one command alone needs', async () => {
    const loaded = `require(${JSON.stringify(MAIN)}); console.log(Object.keys(require.cache).join('\\n'))`;
    const { stdout, stderr, status } = await command(process.execPath, ['-e', loaded]);
    expect(status, stderr).to.equal(0);
    const packages = new Set([...stdout.matchAll(/node_modules[\\/]([^\\/]+)[\\/]/g)].map(([, name]) => name));
    expect([...packages], 'what is looked for is found').to.include('commander');
    expect(HEAVY.filter((name) => packages.has(name))).to.deep.equal([]);
  });
});
