/** What the platform offers to loops: addresses, sockets, signals, a clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './findings';

export async function platformFindings(): Promise<readonly Finding[]> {
  return [
    await listening('IPv4', { host: '127.0.0.1', port: 0 }),
    await ipv6(),
    await unixSockets(),
    signals(),
    clock(),
  ];
}

function ipv6(): Promise<Finding> {
  return listening('IPv6', { host: '::1', port: 0 });
}

async function unixSockets(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'loopcert-'));
  try {
    return await listening('unix sockets', { path: join(folder, 's') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function listening(what: string, options: { host: string; port: number } | { path: string }): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const remedy = 'clauses that need it are not applicable here';
      resolve({ topic: 'platform', what, health: 'missing', detail: error.message, remedy });
    });
    server.listen(options, () => {
      server.close(() => resolve({ topic: 'platform', what, health: 'ok', detail: 'can listen' }));
    });
  });
}

function signals(): Finding {
  const what = 'signals';
  if (process.platform !== 'win32') return { topic: 'platform', what, health: 'ok', detail: 'can be caught' };
  return { topic: 'platform', what, health: 'missing', detail: 'Windows has none', remedy: 'run on Linux or macOS' };
}

/** The smallest step that is seen of the clock loops use. */
function clock(): Finding {
  let least = Infinity;
  for (let i = 0, last = process.hrtime.bigint(); i < 2000; i++) {
    const now = process.hrtime.bigint();
    if (now > last) least = Math.min(least, Number(now - last));
    last = now;
  }
  return { topic: 'platform', what: 'clock', health: 'ok', detail: `resolves ${String(least)} ns` };
}
