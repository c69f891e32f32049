/** The style and the script of the page, each with the digest by which the page's own policy lets it in. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageAssets {
  readonly style: string;
  /** Shows what the script would otherwise open. */
  readonly unscripted: string;
  readonly script: string;
  /** The Content-Security-Policy: nothing is fetched, and nothing runs but the script above. */
  readonly policy: string;
}

const UNSCRIPTED = '.scripted{display:none!important}tr.detail{display:table-row!important}';

export function pageAssets(columns: number): PageAssets {
  const style = `:root{--columns:${columns}}\n${read('page.css')}`;
  const script = read('client/client.js');
  const policy = [
    "default-src 'none'",
    `style-src ${digest(style)} ${digest(UNSCRIPTED)}`,
    `script-src ${digest(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { style, unscripted: UNSCRIPTED, script, policy };
}

function read(name: string): string {
  return readFileSync(join(__dirname, name), 'utf8');
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
