// Unpacks Debian's newest interpreters into .oracles/, where `npm run oracles` finds them beside those of the machine.
// Nothing of the system is touched: the packages are downloaded by apt, unpacked, and bound to a C library of their own.
// `npm run setup:oracles -- 3.14 3.15` chooses the versions. Needs Debian's apt and dpkg, and patchelf.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, '.oracles');
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['3.13', '3.14', '3.15'];
const wrong = versions.find((version) => !/^3\.\d+$/.test(version));
if (wrong !== undefined) fail(`"${wrong}" is no version of Python; give some like 3.14 3.15`);

/** What the interpreters and their extension modules are linked with; their own C library among them. */
const LIBRARIES =
  'libc6 libssl3t64 libffi8 zlib1g libexpat1 libzstd1 libsqlite3-0 libbz2-1.0 liblzma5 libuuid1 libgcc-s1 libstdc++6 ' +
  'libreadline8t64 libtinfo6 libncursesw6 libdb5.3t64 libmpdec4';

for (const tool of ['apt-get', 'dpkg', 'patchelf']) {
  if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) {
    const remedy = tool === 'patchelf' ? 'apt-get install patchelf' : 'this script is for Debian and its kin';
    fail(`${tool} is missing: ${remedy}`);
  }
}

for (const part of ['lists/partial', 'cache/archives/partial', 'packages', 'root']) {
  mkdirSync(join(folder, part), { recursive: true });
}
const sources = join(folder, 'sources.list');
writeFileSync(sources, `deb ${debianMirror()} sid main\n`);
const apt = (...args) =>
  run('apt-get', [
    `-oDir::Etc::SourceList=${sources}`,
    '-oDir::Etc::SourceParts=/dev/null',
    `-oDir::State::Lists=${join(folder, 'lists')}`,
    `-oDir::Cache=${join(folder, 'cache')}`,
    '-oAPT::Sandbox::User=root',
    '-qq',
    ...args,
  ]);
apt('update');
apt('download', ...LIBRARIES.split(' '), ...versions.flatMap(packagesOf));
for (const name of readdirSync(join(folder, 'packages'))) {
  run('dpkg', ['-x', join(folder, 'packages', name), join(folder, 'root')]);
}
const machine = spawnSync('uname', ['-m'], { encoding: 'utf8' }).stdout.trim();
const libraries = join(folder, 'root', 'usr', 'lib', `${machine}-linux-gnu`);
const loader = readdirSync(libraries).find((name) => /^ld-linux-.*\.so\.\d+$/.test(name));
if (loader === undefined) fail(`${libraries} holds no dynamic loader`);
for (const version of versions) {
  const python = join(folder, 'root', 'usr', 'bin', `python${version}`);
  run('patchelf', ['--set-interpreter', join(libraries, loader), '--force-rpath', '--set-rpath', libraries, python]);
  run(python, ['-c', 'import sys, ssl, _asyncio; print(sys.executable, sys.version.split()[0])']);
}

function packagesOf(version) {
  return [`python${version}`, `python${version}-minimal`, `libpython${version}-minimal`, `libpython${version}-stdlib`];
}

/** The mirror that apt of this machine is set up with. */
function debianMirror() {
  const lists = [
    '/etc/apt/sources.list',
    ...(existsSync('/etc/apt/sources.list.d')
      ? readdirSync('/etc/apt/sources.list.d').map((name) => join('/etc/apt/sources.list.d', name))
      : []),
  ].filter((path) => existsSync(path));
  for (const path of lists) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const mirror = /^(?!\s*#).*?(https?:\/\/\S+\/debian\/?)(?:\s|$)/.exec(line)?.[1];
      if (mirror !== undefined) return mirror;
    }
  }
  return fail('the sources of apt name no Debian mirror');
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: join(folder, 'packages'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) fail(`${command} ${args.at(-1)} ended with ${status}`);
}

function fail(message) {
  console.error(`setup:oracles: ${message}`);
  process.exit(2);
}
