/** Where a workflow gets the kit from: the registry, or, for one that is not there, a path or a git repository. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../errors';
import { shellQuote } from '../subjects/subject-spec';

export type KitSource =
  | { readonly kind: 'registry'; readonly version: string }
  /** Of a folder or a tarball, from the folder of the project. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | undefined };

/** `0.1.0`, `./vendor/loopcert-0.1.0.tgz`, `github:owner/loopcert#main`, `git+https://host/loopcert.git#v1`. @throws UsageError */
export function kitSource(text: string, folder: string): KitSource {
  if (/^[\^~]?\d+(\.\d+)*([.-][\w.-]+)?$/.test(text)) return { kind: 'registry', version: text };
  const [from = '', ref] = text.split(/#(.*)/s);
  const hosted = /^(github|gitlab|bitbucket):([\w.-]+\/[\w.-]+)$/.exec(from);
  if (hosted !== null) {
    const host = hosted[1] === 'bitbucket' ? 'bitbucket.org' : `${String(hosted[1])}.com`;
    return { kind: 'git', url: `https://${host}/${String(hosted[2])}.git`, ref };
  }
  if (/^git\+(https|ssh|file):\/\//.test(from)) return { kind: 'git', url: from.slice(4), ref };
  if (/^(https:\/\/\S+|git@\S+)\.git$/.test(from)) return { kind: 'git', url: from, ref };
  if (existsSync(resolve(folder, text))) return { kind: 'path', path: /^[./]/.test(text) ? text : `./${text}` };
  throw new UsageError(
    `"${text}" is no version, path or git reference of the kit`,
    'give 0.1.0, ./vendor/loopcert.tgz or github:owner/loopcert#main',
  );
}

/** The commands of a shell that bring the kit into the project, and the one that runs it. */
export function kitCommands(source: KitSource): { readonly have: readonly string[]; readonly run: string } {
  if (source.kind === 'registry') return { have: [], run: `npx --yes loopcert@${source.version} run` };
  const install = 'npm install --no-save --no-audit --no-fund';
  const run = 'npx --no-install loopcert run';
  if (source.kind === 'path') return { have: [`${install} ${shellQuote(source.path)}`], run };
  // npm does not build what it installs from a repository.
  const home = '"$RUNNER_TEMP/loopcert"';
  return {
    have: [
      `git clone --quiet ${shellQuote(source.url)} ${home}`,
      ...(source.ref === undefined ? [] : [`git -C ${home} checkout --quiet ${shellQuote(source.ref)}`]),
      `(cd ${home} && npm ci --no-audit --no-fund && npm run build)`,
      `${install} ${home}`,
    ],
    run,
  };
}
