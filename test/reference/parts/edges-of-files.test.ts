/** Files at their edges: the first descriptor, reads of nothing, and bytes in memory that there are none of. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio } from '../../../reference';
import { BytesIO, File } from '../../../reference/sockets/file';
import { OSError, ValueError } from '../../../spec';

const { files } = asyncio;

describe('the edges of files', () => {
  it('are open on any descriptor, the first among them', () => {
    const first = new File(0, 'rb');
    expect([first.closed, first.fileno()]).to.deep.equal([false, 0]);
    expect(first.detach()).to.equal(0);
    expect(first.closed).to.equal(true);
    expect(() => first.detach()).to.throw(ValueError, 'closed file');
  });

  it('are nothing where nothing is asked for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edges-'));
    try {
      writeFileSync(join(folder, 'ten'), '0123456789');
      const file = files.open(join(folder, 'ten'), 'rb');
      expect(file.read(0)).to.have.length(0);
      expect([file.read(1)[0], file.tell()]).to.deep.equal([0x30, 1]);
      expect(file.read(-5)).to.have.length(9);
      file.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
    const memory = files.BytesIO(new Uint8Array([1, 2, 3]));
    expect(memory.read(0)).to.have.length(0);
    expect([...memory.read(1)]).to.deep.equal([1]);
    expect([...memory.read(-7)]).to.deep.equal([2, 3]);
  });

  it('of memory begin with nothing', () => {
    const memory = new BytesIO();
    expect([memory.read().length, memory.tell()]).to.deep.equal([0, 0]);
    memory.write(new Uint8Array([1]));
    memory.seek(0);
    expect([...memory.read()]).to.deep.equal([1]);
  });

  it('of memory are not counted among descriptors', () => {
    expect(() => new BytesIO().fileno()).to.throw(OSError, 'fileno');
  });
});
