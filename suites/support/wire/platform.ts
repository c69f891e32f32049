/** What the platform cannot do, found out by trying; in the wire thread, whose classes no subject has touched. */
import { accessSync, constants } from 'node:fs';
import { createServer, type ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Need } from '../../../spec';

/** Needs that cannot be met here, each with the reason. */
export type Lacking = Readonly<Partial<Record<Need, string>>>;

export type Trial = () => unknown;

const UNIQUE = `loopcert-${String(process.pid)}-${Math.random().toString(36).slice(2)}`;

const TRIALS: Readonly<Partial<Record<Need, Trial>>> = {
  unix: () => listening({ path: join(tmpdir(), UNIQUE) }),
  abstract_unix: () => listening({ path: `\0${UNIQUE}` }),
  ipv6: () => listening({ host: '::1', port: 0 }),
  tls: () => createSecureContext(),
  fifo: () => program('mkfifo'),
};

/** Tries each; what throws, or rejects, is lacking. */
export async function lackingOf(trials: Readonly<Partial<Record<Need, Trial>>> = TRIALS): Promise<Lacking> {
  const tried = Object.entries(trials).map(async ([need, trial]) => {
    try {
      await trial();
      return [];
    } catch (error) {
      return [[need, (error as Error).message] as const];
    }
  });
  return Object.fromEntries((await Promise.all(tried)).flat());
}

function listening(options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(options, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}

function program(name: string): void {
  const places = (process.env['PATH'] ?? '').split(delimiter);
  const isThere = (place: string): boolean => {
    try {
      accessSync(join(place, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  if (!places.some(isThere)) throw new Error(`there is no program ${name}`);
}
