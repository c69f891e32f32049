/**
 * Ends a peer that keeps node waiting in a synchronous read: a thread watches, since node's own is the one that waits.
 * The same thread keeps the files bounded into which the peers' output goes.
 */
import { Worker } from 'node:worker_threads';
import { STACKS_MARK } from '../../spec/layers';

/**
 * Cells of a slot: process id, number of the call under way (0: none), milliseconds of patience, log, whether killed, and
 * the descriptor by which the peer's second thread is asked.
 */
const CELLS = 6;
const SLOTS = 64;
const cells = new Int32Array(new SharedArrayBuffer(CELLS * SLOTS * 4));
let worker: Worker | undefined;
let serial = 0;

/** A call that takes so many milliseconds is no usual one. */
const LONG = 2500;
const WRITING = 400;

const WATCH = `
  const told = (cells, at, from) => {
    const size = fs.fstatSync(cells[at + 3]).size - from;
    if (size <= 0) return;
    const text = Buffer.alloc(Math.min(size, 8000));
    fs.readSync(cells[at + 3], text, 0, text.length, from);
    fs.writeSync(2, ${JSON.stringify(STACKS_MARK)} + text.toString().trim() + '\\n');
  };
  const { workerData: cells } = require('node:worker_threads');
  const fs = require('node:fs');
  const seen = [];
  setInterval(() => {
    for (let at = 0; at < cells.length; at += ${CELLS}) {
      const pid = Atomics.load(cells, at);
      if (pid === 0) continue;
      const call = Atomics.load(cells, at + 1);
      const known = seen[at];
      if (call === 0) seen[at] = undefined;
      else if (known === undefined || known.call !== call) seen[at] = { call, since: performance.now() };
      else if (performance.now() - known.since > cells[at + 2]) {
        // First it may write down what it is doing: in Python, or where that is held up as well, by faulthandler.
        known.steps = (known.steps ?? 0) + 1;
        try {
          if (known.steps === 1) {
            known.size = fs.fstatSync(cells[at + 3]).size;
            fs.writeSync(cells[at + 5], '{"op":"dump"}\\n');
          } else if (known.steps === 4) {
            if (fs.fstatSync(cells[at + 3]).size === known.size) {
              Atomics.store(cells, at + 4, 1);
              process.kill(pid, 'SIGABRT');
            }
          } else if (known.steps > 6) {
            Atomics.store(cells, at + 4, 1);
            process.kill(-pid, 'SIGKILL');
          }
        } catch {}
      } else if (performance.now() - known.since > ${LONG}) {
        try {
          if (known.from === undefined) {
            known.from = fs.fstatSync(cells[at + 3]).size;
            fs.writeSync(cells[at + 5], '{"op":"dump"}\\n');
          } else if (!known.told && performance.now() - known.since > ${LONG + WRITING}) {
            known.told = true;
            told(cells, at, known.from);
          }
        } catch {}
      }
      try { if (fs.fstatSync(cells[at + 3]).size > ${16 << 20}) fs.ftruncateSync(cells[at + 3], 0); } catch {}
    }
  }, 100);`;

export class HangWatch {
  readonly #at: number;

  constructor(
    readonly pid: number,
    patience: number,
    log: number,
    outside: number,
  ) {
    let at = 0;
    while (at < cells.length && cells[at] !== 0) at += CELLS;
    if (at >= cells.length) throw new Error(`more than ${String(SLOTS)} interpreters at a time`);
    this.#at = at;
    cells[at + 1] = 0;
    cells[at + 2] = patience * 1000;
    cells[at + 3] = log;
    cells[at + 4] = 0;
    cells[at + 5] = outside;
    Atomics.store(cells, at, pid);
    if (worker === undefined) {
      worker = new Worker(WATCH, { eval: true, workerData: cells });
      worker.unref();
    }
  }

  /** The peer has been asked, or has asked in turn: its time begins anew. */
  begin(): void {
    serial = (serial + 1) & 0x3fffffff;
    Atomics.store(cells, this.#at + 1, serial + 1);
  }

  end(): void {
    Atomics.store(cells, this.#at + 1, 0);
  }

  get active(): boolean {
    return cells[this.#at + 1] !== 0;
  }

  /** Whether the peer was killed for its silence. */
  get killed(): boolean {
    return cells[this.#at + 4] === 1;
  }

  release(): void {
    Atomics.store(cells, this.#at, 0);
  }
}
