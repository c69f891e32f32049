// Makes the certificates of the suites' TLS peers anew, with openssl, and writes them as text: node scripts/make-certificates.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = join(dirname(fileURLToPath(import.meta.url)), '../suites/support/wire/certificates.ts');
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
// A clock that is late must not find them not yet valid; `openssl ca` alone takes a date for that.
const config = ['[ca]', 'default_ca=d', '[d]', 'database=index.txt', 'new_certs_dir=.', 'rand_serial=yes'];
config.push('default_md=sha256', 'policy=p', 'unique_subject=no', '[p]', 'commonName=supplied', '');
writeFileSync(join(folder, 'ca.cnf'), config.join('\n'));
writeFileSync(join(folder, 'index.txt'), '');

function openssl(...args) {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
}

/** A key and a certificate; `issuer` signs it, or itself. */
function make(name, subject, extensions, issuer) {
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.ec`);
  openssl('pkcs8', '-topk8', '-nocrypt', '-in', `${name}.ec`, '-out', `${name}.key`);
  openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${subject}`, '-out', `${name}.csr`);
  writeFileSync(join(folder, `${name}.ext`), extensions.join('\n'));
  const signer =
    issuer === undefined
      ? ['-selfsign', '-keyfile', `${name}.key`]
      : ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`];
  const valid = ['-startdate', '20200101000000Z', '-enddate', '20780101000000Z'];
  const files = ['-in', `${name}.csr`, '-extfile', `${name}.ext`, '-out', `${name}.pem`];
  openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', ...valid, ...signer, ...files);
  const text = (file) => readFileSync(join(folder, file), 'utf8').trimEnd();
  return `{\n    cert: \`${text(`${name}.pem`)}\n\`,\n    key: \`${text(`${name}.key`)}\n\`,\n  }`;
}

// A default context of new Pythons is strict: all of these extensions, and the critical ones as such.
const leaf = (names) => [
  'basicConstraints=CA:FALSE',
  'keyUsage=digitalSignature',
  'extendedKeyUsage=serverAuth,clientAuth',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
  `subjectAltName=${names}`,
];
try {
  const authority = make('authority', 'loopcert test authority', [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier=hash',
  ]);
  const localhost = make('localhost', 'localhost', leaf('DNS:localhost,IP:127.0.0.1,IP:::1'), 'authority');
  const other = make('other', 'other.test', leaf('DNS:other.test'), 'authority');
  const stranger = make('stranger', 'localhost', [
    'basicConstraints=critical,CA:FALSE',
    'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1',
  ]);
  writeFileSync(
    target,
    `/**
 * Test keys, known to everybody: certificates for the TLS peers of the suites, valid for decades. Made by
 * scripts/make-certificates.mjs; nothing but a test may trust them.
 */

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export const CERTIFICATES = {
  /** Signed the two that follow. */
  authority: ${authority},
  /** For localhost, 127.0.0.1 and ::1. */
  localhost: ${localhost},
  /** For other.test alone. */
  other: ${other},
  /** For localhost as well, but signed by itself. */
  stranger: ${stranger},
} as const satisfies Readonly<Record<string, Certificate>>;

export type CertificateName = keyof typeof CERTIFICATES;
`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
