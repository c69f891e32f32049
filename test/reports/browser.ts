/** The system's chromium, headless and without a network, where there is one. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromiumPath(): string | undefined {
  const given = process.env['LOOPCERT_CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = given === undefined ? folders.flatMap((folder) => NAMES.map((name) => join(folder, name))) : [given];
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** @param flags further flags of chromium's command line */
export async function startBrowser(executablePath: string, flags: readonly string[] = []): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'loopcert-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...ARGS, ...flags],
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
