/** Files: ordinary ones by node, ends of pipes by their descriptors, and bytes in memory. Source: io. */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { OSError, ValueError } from '../../spec';
import type { FileObject } from '../../spec';
import { osError } from '../node/os-errors';

/** Bytes of a read when nothing says how many there are. */
const PIECE = 64 * 1024;

/** A file on a descriptor; a pipe has no position. */
export class File implements FileObject {
  readonly mode: string;
  #fd: number;
  #position: number | null;

  constructor(fd: number, mode: string, position: number | null = 0) {
    this.#fd = fd;
    this.mode = mode;
    this.#position = position;
  }

  /** @throws FileNotFoundError and its kin. */
  static open(path: string, mode: string): File {
    const [kind = ''] = /[rwax]/.exec(mode) ?? [];
    if (kind === '' || !/^[rwax+bt]+$/.test(mode)) throw new ValueError(`invalid mode: '${mode}'`);
    const flags = (kind === 'x' ? 'wx' : kind) + (mode.includes('+') ? '+' : '');
    return new File(
      attempt(() => openSync(path, flags)),
      mode,
    );
  }

  get closed(): boolean {
    return this.#fd < 0;
  }
  /** @throws ValueError when it is closed. */
  fileno(): number {
    if (this.closed) throw new ValueError('I/O operation on closed file');
    return this.#fd;
  }

  readinto(room: Uint8Array): number {
    const count = attempt(() => readSync(this.fileno(), room, 0, room.length, this.#position));
    if (this.#position !== null) this.#position += count;
    return count;
  }
  /** All that is left, when `count` is left out. */
  read(count = -1): Uint8Array {
    if (count >= 0) {
      const room = new Uint8Array(count);
      return room.slice(0, this.readinto(room));
    }
    const pieces: Uint8Array[] = [];
    for (;;) {
      const piece = this.read(PIECE);
      if (piece.length === 0) return new Uint8Array(Buffer.concat(pieces));
      pieces.push(piece);
    }
  }
  write(data: Uint8Array): number {
    const count = attempt(() => writeSync(this.fileno(), data, 0, data.length, this.#position));
    if (this.#position !== null) this.#position += count;
    return count;
  }

  seek(offset: number): number {
    if (this.#position === null) throw osError({ code: 'ESPIPE', message: 'Illegal seek' });
    if (offset < 0) throw new OSError('Invalid argument');
    this.#position = offset;
    return offset;
  }
  tell(): number {
    if (this.#position === null) throw osError({ code: 'ESPIPE', message: 'Illegal seek' });
    return this.#position;
  }
  /** Bytes of the whole file. */
  get size(): number {
    return attempt(() => fstatSync(this.fileno()).size);
  }

  /** Gives the descriptor away: the file counts as closed from then on. */
  detach(): number {
    const fd = this.fileno();
    this.#fd = -1;
    return fd;
  }
  close(): void {
    if (this.closed) return;
    closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** io.BytesIO: a file without a descriptor. */
export class BytesIO implements FileObject {
  readonly mode = 'rb+';
  #data: Uint8Array;
  #position = 0;
  #closed = false;

  constructor(data: Uint8Array = new Uint8Array(0)) {
    this.#data = data.slice();
  }

  get closed(): boolean {
    return this.#closed;
  }
  fileno(): number {
    throw new OSError('fileno');
  }
  readinto(room: Uint8Array): number {
    const piece = this.read(room.length);
    room.set(piece);
    return piece.length;
  }
  read(count = -1): Uint8Array {
    this.#check();
    const end = count < 0 ? this.#data.length : this.#position + count;
    const piece = this.#data.slice(this.#position, end);
    this.#position += piece.length;
    return piece;
  }
  write(data: Uint8Array): number {
    this.#check();
    const end = this.#position + data.length;
    if (end > this.#data.length) {
      const longer = new Uint8Array(end);
      longer.set(this.#data);
      this.#data = longer;
    }
    this.#data.set(data, this.#position);
    this.#position = end;
    return data.length;
  }
  seek(offset: number): number {
    this.#check();
    if (offset < 0) throw new ValueError(`negative seek value ${String(offset)}`);
    this.#position = offset;
    return offset;
  }
  tell(): number {
    this.#check();
    return this.#position;
  }
  close(): void {
    this.#closed = true;
  }

  #check(): void {
    if (this.#closed) throw new ValueError('I/O operation on closed file.');
  }
}

function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') throw osError(error);
    throw error;
  }
}
