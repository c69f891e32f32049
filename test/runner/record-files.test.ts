/** Files that are written whole or not at all, whatever a loop under test does to the folder meanwhile. */
import { expect } from 'chai';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDrafts, WriteError, writeWhole } from '../../runner/results/files';

describe('a file of a run', () => {
  let folder: string;
  let path: string;
  const { writeFileSync } = fs;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'record-files-'));
    path = join(folder, 'record.json');
  });
  afterEach(() => {
    fs.writeFileSync = writeFileSync;
    fs.rmSync(folder, { recursive: true });
  });

  it('is written whole, and leaves no draft', () => {
    writeWhole(path, 'the whole');
    expect(fs.readFileSync(path, 'utf8')).to.equal('the whole');
    expect(fs.readdirSync(folder)).to.deep.equal(['record.json']);
  });

  it('cannot take the place of a folder, and says so', () => {
    fs.mkdirSync(join(path, 'in the way'), { recursive: true });
    expect(() => writeWhole(path, 'x')).to.throw(WriteError, `${path} cannot be written: `);
    expect(fs.readdirSync(folder)).to.deep.equal(['record.json']);
  });

  it('cannot be written where its draft becomes a folder, which is removed', () => {
    fs.writeFileSync = (draft, ...given) => {
      writeFileSync(draft, ...given);
      fs.rmSync(draft as string);
      fs.mkdirSync(join(draft as string, 'in the way'), { recursive: true });
      throw new Error('it has gone');
    };
    expect(() => writeWhole(path, 'x')).to.throw(WriteError, `${path} cannot be written: it has gone`);
    expect(fs.readdirSync(folder)).to.deep.equal([]);
  });

  it('has its drafts of before removed, folders too, and nothing else', () => {
    fs.mkdirSync(join(folder, 'record.json.0123456789ab.tmp', 'in the way'), { recursive: true });
    for (const name of ['record.json.ba9876543210.tmp', 'record.json.0123.tmp', 'other.json.0123456789ab.tmp'])
      writeFileSync(join(folder, name), '');
    removeDrafts(path);
    expect(fs.readdirSync(folder).sort()).to.deep.equal(['other.json.0123456789ab.tmp', 'record.json.0123.tmp']);
  });
});
