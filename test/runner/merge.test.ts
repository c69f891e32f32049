/** Shards: split evenly, alike in every process, and joined into what the run would have been in one piece. */
import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf, type RunRecord } from '../../runner';
import { withBaseline } from '../../runner/baseline/compare';
import { planRun } from '../../runner/plan/selection';
import { readRecord, writeRecord } from '../../runner/results/files';
import { attributeAnew } from '../../runner/attribution/attribute-record';
import { withDigest } from '../../runner/results/digest';
import { mergeShards } from '../../runner/results/merge';
import { splitClauses } from '../../runner/plan/split';
import { shippedWeights, weightsOf } from '../../runner/plan/weights';
import { CLAUSES } from '../../spec';
import { loopcert } from './cli';
import { brokenLoop, certify, LAST_FIRST, temporaryFolder } from './records';

const SOME = ['callbacks.call_soon.*', 'handles.cancel.*', 'handles.repr.*'];
const COUNT = 3;

describe('shards', function () {
  this.slow(10_000);
  const folder = temporaryFolder();

  describe('are split', () => {
    const ids = CLAUSES.map(({ id }) => id);

    it('so that each clause is in exactly one, whatever the order they come in', () => {
      const split = splitClauses(ids, 4, shippedWeights());
      expect(split.flatMap((shard) => [...shard]).sort()).to.deep.equal([...ids].sort());
      const again = splitClauses([...ids].reverse(), 4, shippedWeights());
      expect(again).to.deep.equal(split);
    });

    it('by duration and not by number', () => {
      const weights = new Map(ids.map((id, i) => [id as string, i % 7 === 0 ? 100 : 1]));
      const weightOf = (id: string): number => weights.get(id) ?? 0;
      const loads = splitClauses(ids, 5, weightOf).map((shard) =>
        [...shard].reduce((sum, id) => sum + weightOf(id), 0),
      );
      expect(Math.max(...loads) - Math.min(...loads)).to.be.at.most(100);
    });

    it('by what the kit was measured to take, and by an earlier record', () => {
      const shipped = shippedWeights();
      expect(new Set(ids.map(shipped)).size).to.be.greaterThan(10);
      const test = { title: 't', status: 'pass', durationMs: 500, assertions: 1 } as const;
      const clause = {
        id: ids[0] ?? 'callbacks.call_soon.fifo',
        level: 'must',
        profile: 'core',
        status: 'pass',
      } as const;
      const weightOf = weightsOf({ clauses: [{ ...clause, tests: [test, test] }] });
      expect(weightOf(clause.id)).to.equal(1002);
      expect(weightOf('something.else'), 'the mean').to.equal(1002);
      const plans = [1, 2].map((index) => planRun({ shard: { index, count: 2, weightOf } }).clauses.length);
      expect(plans[0]).to.be.lessThan(ids.length);
      expect((plans[0] ?? 0) + (plans[1] ?? 0)).to.equal(ids.length);
    });
  });

  describe('are merged', () => {
    let whole: RunRecord;
    let parts: readonly RunRecord[];
    let loop = '';
    const named = (records: readonly RunRecord[]) =>
      records.map((record, i) => ({ path: `${String(i + 1)}.json`, record }));
    before(async function () {
      this.timeout(120_000);
      loop = brokenLoop(folder(), LAST_FIRST);
      whole = await certify(loop, SOME);
      const shards: RunRecord[] = [];
      for (let index = 1; index <= COUNT; index++) {
        shards.push(await certify(loop, SOME, { selection: { clauses: SOME, shard: { index, count: COUNT } } }));
      }
      parts = shards;
    });

    /** What does not depend on when and where the tests ran. */
    const essence = ({ digest: _, ...record }: RunRecord): unknown => ({
      ...record,
      startedAt: '',
      durationMs: 0,
      canaries: 0,
      shards: [],
      clauses: record.clauses.map((clause) => ({
        ...clause,
        tests: clause.tests.map((test) => ({ ...test, durationMs: 0 })),
      })),
    });
    const with_ = (index: number, change: Partial<RunRecord>): readonly RunRecord[] =>
      parts.map((part, i) => (i === index ? { ...part, ...change } : part));

    it('into the record of the run in one piece', async () => {
      expect(parts.every(({ clauses }) => clauses.length > 0)).to.equal(true);
      const merged = await attributeAnew(mergeShards(named([...parts].reverse())));
      expect(merged.verdict).to.equal('nonconformant');
      expect(essence(merged)).to.deep.equal(essence(whole));
      expect(merged.canaries.run).to.equal(COUNT * whole.canaries.run);
      expect(merged.shards?.map(({ index }) => index)).to.deep.equal([1, 2, 3]);
      const path = join(folder(), 'merged.json');
      writeRecord(path, merged);
      expect(readRecord(path)).to.deep.equal(withDigest(merged));
    });

    it('with a verdict made anew', () => {
      const passed = parts.map((part) => ({
        ...part,
        verdict: 'conformant' as const,
        clauses: part.clauses.map((clause) => ({ ...clause, status: 'pass' as const })),
      }));
      expect(mergeShards(named(passed)).verdict).to.equal('conformant');
      const [first, ...others] = passed;
      const cut = { ...first, verdict: 'incomplete', reason: 'the run was interrupted' } as RunRecord;
      expect(mergeShards(named([cut, ...others]))).to.include({
        verdict: 'incomplete',
        reason: 'shard 1/3: the run was interrupted',
      });
      const uncaught = { ...first, canaries: { run: 3, caught: 2 } } as RunRecord;
      expect(mergeShards(named([uncaught, ...others])).verdict).to.equal('incomplete');
      const clauses = first?.clauses.map((clause) => ({ ...clause, status: 'skip' as const })) ?? [];
      const empty = { ...first, verdict: 'incomplete', reason: 'nothing was tested', clauses } as RunRecord;
      expect(mergeShards(named([empty, ...others])).verdict, 'a shard with nothing to test').to.equal('conformant');
    });

    it('with the declarations that proved false in any of them', () => {
      const declared = (status: 'polite' | 'offered'): RunRecord['profiles'] =>
        whole.profiles.map((profile) => ({ ...profile, claimed: false, declaration: { reason: 'none', status } }));
      const skipped = (part: RunRecord, profiles: RunRecord['profiles']): RunRecord => ({
        ...part,
        verdict: 'conformant',
        profiles,
        clauses: part.clauses.map((clause, i) => ({
          ...clause,
          status: i === 0 ? ('pass' as const) : ('skip' as const),
        })),
      });
      const statuses = ['polite', 'offered', 'polite'] as const;
      const merged = mergeShards(named(parts.map((part, i) => skipped(part, declared(statuses[i] ?? 'polite')))));
      expect(merged.verdict).to.equal('nonconformant');
      expect(merged.reason).to.match(/^the subject declares falsely that it lacks /);
      expect(merged.profiles.every(({ claimed }) => !claimed)).to.equal(true);
      const polite = mergeShards(named(parts.map((part) => skipped(part, declared('polite')))));
      expect(polite.verdict).to.equal('conformant');
    });

    it('with their comparisons to one baseline', async () => {
      const failures = whole.clauses
        .filter(({ status, level }) => status === 'fail' && level === 'must')
        .map(({ id }) => ({ clause: id, reason: 'known' }));
      const held = (record: RunRecord): RunRecord => withBaseline(record, { file: 'known.yaml', failures });
      const merged = await attributeAnew(mergeShards(named(parts.map(held))));
      expect(merged.baseline).to.deep.equal(held(whole).baseline);
      expect(exitCodeOf([merged])).to.equal(0);
      const mixed = parts.map((part, i) => (i === 1 ? held(part) : part));
      expect(() => mergeShards(named(mixed))).to.throw('1.json and 2.json were held against different baselines');
    });

    for (const [what, records, message] of [
      ['nothing', () => [], /nothing to merge/],
      ['a record that is none', () => [...parts, { ...whole }], /^4\.json is not a shard$/],
      ['a gap', () => parts.slice(0, 2), /^missing: shard 3\/3$/],
      ['one twice', () => [...parts, parts[1]], /^2\.json and 4\.json are both shard 2\/3$/],
      [
        'clauses in none',
        () => with_(2, { clauses: parts[2]?.clauses.slice(1) ?? [] }),
        /^[\w.]+ is in none of the shards$/,
      ],
      [
        'clauses in two',
        () => with_(2, { clauses: [...(parts[2]?.clauses ?? []), ...(parts[0]?.clauses ?? [])] }),
        /^[\w.]+ is in both 1\.json and 3\.json$/,
      ],
      [
        'other tests',
        () => with_(0, { clauses: parts[0]?.clauses.map((clause) => ({ ...clause, tests: [] })) ?? [] }),
        /^1\.json has other tests of [\w.]+$/,
      ],
      [
        'versions of the kit',
        () => with_(1, { kit: { name: 'loopcert', version: '9.9.9' } }),
        /version of loopcert: .* and 9\.9\.9$/,
      ],
      [
        'another kit',
        () => parts.map((part) => ({ ...part, kit: { name: 'loopcert', version: '9.9.9' } })),
        /^1\.json was written by loopcert 9\.9\.9, this is /,
      ],
      [
        'digests',
        () => with_(1, { spec: { ...whole.spec, digest: '0123456789abcdef' } }),
        /differ in the text of the clauses: .* and digest 0123456789abcdef$/,
      ],
      [
        'other clauses',
        () => parts.map((part) => ({ ...part, spec: { ...whole.spec, digest: '0123456789abcdef' } })),
        /^1\.json was made with other clauses \(digest 0123456789abcdef/,
      ],
      [
        'contracts',
        () => with_(2, { spec: { ...whole.spec, contract: '3.9' } }),
        /^1\.json and 3\.json differ in the contract: 3\.15 and 3\.9$/,
      ],
      [
        'versions of the subject',
        () => with_(1, { subject: { ...whole.subject, version: '2' } }),
        /differ in the version of the subject/,
      ],
      [
        'subjects',
        () => with_(1, { subject: { ...whole.subject, name: 'other' } }),
        /differ in the subject: .* and other$/,
      ],
      ['runtimes', () => with_(1, { subject: { ...whole.subject, runtime: 'node 1' } }), /differ in the runtime/],
      ['platforms', () => with_(1, { host: { platform: 'aix', arch: 'ppc64' } }), /differ in the platform/],
      [
        'selections',
        () => with_(1, { selection: { ...parts[1]?.selection, level: 'must' } }),
        /differ in the selection/,
      ],
      [
        'counts',
        () => with_(1, { selection: { ...parts[1]?.selection, shard: { index: 2, count: 4 } } }),
        /differ in the number of shards: 3 and 4$/,
      ],
    ] as readonly (readonly [string, () => readonly RunRecord[], RegExp])[]) {
      it(`but not with ${what}`, () => {
        expect(() => mergeShards(named(records()))).to.throw(message);
      });
    }

    it('by the command, which exits as the run would', async () => {
      const files = parts.map((part, i) => {
        const path = join(folder(), `shard-${i}.json`);
        writeRecord(path, part);
        return path;
      });
      const out = join(folder(), 'out', 'whole.json');
      const refused = await loopcert(['merge', ...files.slice(1), '--out', out]);
      expect(refused.status).to.equal(2);
      expect(refused.stderr).to.match(/^loopcert: missing: shard 1\/3\n {10}run them with --shard/);
      expect(existsSync(out)).to.equal(false);
      const merged = await loopcert(['merge', ...files, '--out', out]);
      expect(merged.status).to.equal(1);
      expect(merged.stdout).to.match(/\nnonconformant/);
      expect(essence(readRecord(out))).to.deep.equal(essence(whole));
    });
  });
});
