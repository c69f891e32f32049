/** The certificates as files, for contexts that want paths. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CERTIFICATES, type CertificateName } from './certificates';

let folder: string | undefined;

/** Paths of a certificate and its key. The files are of this process and go with it. */
export function certificateFiles(name: CertificateName): { readonly cert: string; readonly key: string } {
  folder ??= writeAll();
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}

function writeAll(): string {
  const made = mkdtempSync(join(tmpdir(), 'certificates-'));
  for (const [name, { cert, key }] of Object.entries(CERTIFICATES)) {
    writeFileSync(join(made, `${name}.pem`), cert);
    writeFileSync(join(made, `${name}.key`), key);
  }
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}
