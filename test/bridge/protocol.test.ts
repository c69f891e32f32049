/** docs/bridge-protocol.md and its schema: the messages of real sessions, and the modules that send them. */
import Ajv, { type ValidateFunction } from 'ajv';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../bridge';
import { listenToMessages } from '../../bridge/session';
import { BRIDGE_FOLDER } from '../../bridge/script';
import type { Coroutine, Subject } from '../../spec';
import { begin, closeAll, needsPython, openLoop } from './support';

const root = join(BRIDGE_FOLDER, '..', '..', '..');

/** Uses values of every kind, both ways. */
async function converse(subject: Subject): Promise<void> {
  const loop = await begin(subject);
  const echo = (value: unknown): unknown => value;
  const exec = (source: string, bindings = {}): unknown => subject.python?.exec(source, { echo, loop, ...bindings });
  exec('return [echo(x) for x in (None, True, 1.5, float("inf"), "text", b"bytes", (1, 2), {3}, {"key": loop}, loop)]');
  exec('return [x, y, z]', { x: [1, [2]], y: new Uint8Array(3), z: new Set([1]) });
  for (const source of ['raise ValueError(loop)', 'raise e', 'open("/no/such/file")']) {
    expect(() => exec(source, { e: new RangeError('ours') })).to.throw();
  }
  expect(() => exec('echo()', { echo: () => (undefined as unknown as () => unknown)() })).to.throw();
  const protocol = {
    attribute: 1,
    connectionMade: () => {},
    connectionLost: () => {},
    getBuffer: () => new Uint8Array(9),
  };
  exec('p.attribute += 1\nroom = p.get_buffer(1)\nroom[:2] = b"xy"\np.buffer_updated(2)\nreturn p', {
    p: { ...protocol, bufferUpdated: () => {} },
  });
  loop.callExceptionHandler({ message: 'said' });
  const body = function* (): Coroutine {
    yield* subject.asyncio?.sleep?.(0.001) ?? [];
    return loop instanceof (subject.asyncio?.AbstractEventLoop as never) ? String(loop) : loop.isClosed();
  };
  await loop.runUntilComplete(body());
  await subject.collectGarbage?.();
  subject.stacks?.();
  loop.close();
}

describe('bridge: the protocol', function () {
  afterEach(closeAll);
  const schema = JSON.parse(readFileSync(join(__dirname, '../../bridge/protocol.schema.json'), 'utf8')) as object;
  const ajv = new Ajv({ allowUnionTypes: true }).addSchema(schema);
  const of = (side: 'ofNode' | 'ofPython'): ValidateFunction =>
    ajv.getSchema(`urn:loopcert:bridge:2#/definitions/${side}`) as ValidateFunction;
  const sides = { node: of('ofNode'), python: of('ofPython') };

  const subjects = {
    native: () => openLoop('SelectorEventLoop', { module: 'asyncio' }),
    embedded: openEmbedded,
  };
  describe('of a native interpreter', function () {
    needsPython(this);
    heldToSchema('native');
  });
  heldToSchema('embedded');

  function heldToSchema(kind: keyof typeof subjects): void {
    it(`is what its schema says (${kind})`, async () => {
      const wrong: string[] = [];
      const tags = new Set<string>();
      const unlisten = listenToMessages((from, message) => {
        const text = JSON.stringify(message);
        for (const [tag] of text.matchAll(/(?<="\$":")\w/g)) tags.add(tag);
        const validate = sides[from];
        if (!validate(message))
          wrong.push(`${from}: ${text.slice(0, 200)}: ${JSON.stringify(validate.errors?.at(-1))}`);
      });
      try {
        await converse(await subjects[kind]());
      } finally {
        unlisten();
      }
      expect(wrong).to.deep.equal([]);
      expect([...tags].sort().join('')).to.equal('bdefhlpsw');
    });
  }

  it('would not take a message of another kind', () => {
    const wrong = [{ op: 'call', i: 1, n: null, a: [{ $: 'z' }], k: {} }, { ok: 1, err: 2 }, { op: 'juggle' }];
    for (const message of wrong) expect(sides.node(message)).to.equal(false);
    expect(sides.python({ op: 'exec', s: '', b: {} })).to.equal(false);
  });

  it('is described: every operation and every tag', () => {
    const text = readFileSync(join(root, 'docs', 'bridge-protocol.md'), 'utf8');
    const service = readFileSync(join(BRIDGE_FOLDER, 'loopcert_bridge', 'service.py'), 'utf8');
    const names = [...service.matchAll(/def do_(\w+)/g)].map(([, name]) => name as string);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).to.deep.equal([]);
    for (const tag of 'phecltsdbwf') expect(text).to.contain(`| \`${tag}\` |`);
  });

  it('is spoken by Python code that ruff passes', function () {
    const arguments_ = ['check', '--no-cache', '--line-length', '120', '--select', 'E,F,W,B', BRIDGE_FOLDER];
    let ruff: string | undefined;
    for (const command of ['ruff', join(root, '.venv', 'bin', 'ruff')]) {
      try {
        execFileSync(command, ['--version'], { stdio: 'ignore' });
        ruff = command;
        break;
      } catch {
        continue;
      }
    }
    if (ruff === undefined) {
      // The title is what is shown of a test that was left out.
      (this.test as Mocha.Test).title += ' (left out: no ruff here; pip install ruff)';
      this.skip();
    }
    execFileSync(ruff, arguments_, { stdio: 'pipe' });
  });
});
