/** Files of the kit's own, on descriptors and in memory, by themselves. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio } from '../../../reference';
import { File } from '../../../reference/sockets/file';
import { FileNotFoundError, OSError, ValueError, type FileObject } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { files } = asyncio;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (data: Uint8Array): string => Buffer.from(data).toString();

/** What the contract says nothing of. */
type Whole = FileObject & { readonly mode: string };

describe('files of the kit', () => {
  let folder = '';
  const open: Whole[] = [];
  const kept = (file: FileObject): Whole => {
    open.push(file as Whole);
    return file as Whole;
  };
  const at = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
  });
  beforeEach(() => {
    writeFileSync(at('ten'), '0123456789');
  });
  afterEach(() => {
    for (const file of open.splice(0)) file.close();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('are read from where they are', () => {
    const file = kept(files.open(at('ten'), 'rb'));
    expect(text(file.read(3))).to.equal('012');
    expect(file.tell()).to.equal(3);
    const room = new Uint8Array(4);
    expect(file.readinto(room)).to.equal(4);
    expect(text(room)).to.equal('3456');
    expect(text(file.read())).to.equal('789');
    expect(file.read()).to.have.length(0);
    expect(file.readinto(room)).to.equal(0);
    expect(file.seek(8)).to.equal(8);
    expect(text(file.read(5))).to.equal('89');
    expect(file.read(0)).to.have.length(0);
  });

  it('are read whole, however long', () => {
    const long = 'abc'.repeat(70_000);
    writeFileSync(at('long'), long);
    expect(text(kept(files.open(at('long'), 'rb')).read())).to.equal(long);
  });

  it('are written to where they are', () => {
    const file = kept(files.open(at('new'), 'wb+'));
    expect(file.write(bytes('hello'))).to.equal(5);
    expect(file.write(bytes('!'))).to.equal(1);
    expect(file.tell()).to.equal(6);
    file.seek(1);
    file.write(bytes('E'));
    file.seek(0);
    expect(text(file.read())).to.equal('hEllo!');
    expect((file as unknown as File).size).to.equal(6);
  });

  it('are opened in a mode', () => {
    expect(() => files.open(at('ten'), 'q')).to.throw(ValueError, "invalid mode: 'q'");
    expect(() => files.open(at('ten'), 'rq')).to.throw(ValueError);
    expect(() => files.open(at('ten'), 'b')).to.throw(ValueError);
    expect(() => files.open(at('ten'), 'xb'))
      .to.throw(OSError)
      .with.property('code', 'EEXIST');
    expect(() => files.open(at('none'), 'rb')).to.throw(FileNotFoundError);
    expect(kept(files.open(at('ten'), 'rb')).mode).to.equal('rb');
    const changed = kept(files.open(at('ten'), 'r+b'));
    changed.write(bytes('x'));
    expect(readFileSync(at('ten'), 'latin1')).to.equal('x123456789');
    kept(files.open(at('fresh'), 'xb')).write(bytes('1'));
    expect(readFileSync(at('fresh'), 'latin1')).to.equal('1');
    expect(() => kept(files.open(at('ten'), 'rb')).write(bytes('x'))).to.throw(OSError);
    const truncated = kept(files.open(at('ten'), 'wb'));
    expect((truncated as unknown as File).size).to.equal(0);
  });

  it('are closed once, and have no number then', () => {
    const file = kept(files.open(at('ten'), 'rb'));
    expect(file.closed).to.equal(false);
    expect(file.fileno()).to.be.greaterThan(2);
    file.close();
    file.close();
    expect(file.closed).to.equal(true);
    expect(() => file.fileno()).to.throw(ValueError, 'closed file');
    expect(() => file.read(1)).to.throw(ValueError);
    expect(() => file.write(bytes('x'))).to.throw(ValueError);
  });

  it('give their descriptor away', () => {
    const file = kept(files.open(at('ten'), 'rb'));
    const fd = (file as unknown as File).detach();
    expect(file.closed).to.equal(true);
    file.close();
    const other = kept(new File(fd, 'rb'));
    expect(text(other.read(2))).to.equal('01');
  });

  it('refuse positions that there are not', () => {
    const file = kept(files.open(at('ten'), 'rb'));
    expect(() => file.seek(-1)).to.throw(OSError, 'Invalid argument');
    expect(file.seek(0)).to.equal(0);
    expect(file.tell()).to.equal(0);
  });

  describe('that are ends of pipes', () => {
    needsSockets();

    it('have no position', () => {
      const [read, write] = files.pipe();
      const [from, to] = [kept(read), kept(write)];
      expect([from.mode, to.mode]).to.deep.equal(['rb', 'wb']);
      to.write(bytes('ab'));
      to.write(bytes('cd'));
      expect(text(from.read(1))).to.equal('a');
      expect(text(from.read(10))).to.equal('bcd');
      expect(() => from.seek(0)).to.throw(OSError, 'Illegal seek');
      expect(() => from.tell()).to.throw(OSError, 'Illegal seek');
      to.close();
      expect(from.read(1)).to.have.length(0);
    });
  });

  it('are bytes in memory', () => {
    const given = bytes('0123456789');
    const file = kept(files.BytesIO(given));
    given[0] = 0x78;
    expect(file.mode).to.equal('rb+');
    expect(text(file.read(2))).to.equal('01');
    expect(file.tell()).to.equal(2);
    const room = new Uint8Array(3);
    expect(file.readinto(room)).to.equal(3);
    expect(text(room)).to.equal('234');
    expect(text(file.read())).to.equal('56789');
    expect(file.readinto(room)).to.equal(0);
    expect(file.seek(9)).to.equal(9);
    expect(file.write(bytes('abc'))).to.equal(3);
    expect(file.tell()).to.equal(12);
    file.seek(0);
    expect(file.write(bytes('X'))).to.equal(1);
    expect(file.read(0)).to.have.length(0);
    expect(text(file.read())).to.equal('12345678abc');
    file.seek(0);
    expect(text(file.read(1))).to.equal('X');
    // What is written up to the end makes it no longer.
    file.seek(10);
    file.write(bytes('yz'));
    file.seek(9);
    expect(text(file.read())).to.equal('ayz');
    expect(() => file.seek(-1)).to.throw(ValueError, 'negative seek value -1');
    expect(() => file.fileno()).to.throw(OSError);
    expect(kept(files.BytesIO(bytes(''))).read()).to.have.length(0);
  });

  it('are bytes in memory until they are closed', () => {
    const file = files.BytesIO(bytes('x'));
    expect(file.closed).to.equal(false);
    file.close();
    expect(file.closed).to.equal(true);
    for (const call of [() => file.read(), () => file.write(bytes('y')), () => file.seek(0), () => file.tell()]) {
      expect(call).to.throw(ValueError, 'closed file');
    }
  });
});
