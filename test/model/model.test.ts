/** Random programs must leave the same trace on the model, on the reference and on CPython. */
import { expect } from 'chai';
import fc from 'fast-check';
import { openEmbedded } from '../../bridge';
import { subject as reference } from '../../reference';
import { execute } from './execute';
import { machineOf, model } from './machines';
import type { MakeMachine } from './machine';
import { programs, type Program } from './program';
import { render } from './render';

/** `LOOPCERT_MODEL_RUNS` programs for each; a divergence is replayed with the seed it prints, in `LOOPCERT_MODEL_SEED`. */
const runs = Number(process.env['LOOPCERT_MODEL_RUNS'] ?? 300);
const seed = process.env['LOOPCERT_MODEL_SEED'];

async function agree(make: MakeMachine, numRuns: number): Promise<void> {
  const parameters = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
  const same = fc.asyncProperty(programs, async (program: Program) => {
    const expected = await execute(program, model);
    const actual = await execute(program, make);
    expect(actual, `the trace of this program:\n${render(program)}`).to.deep.equal(expected);
  });
  await fc.assert(same, { ...parameters, includeErrorInReport: true });
}

describe('random programs leave the trace that the model leaves', () => {
  it('on the reference', async function () {
    this.timeout(120_000);
    await agree(machineOf(reference), runs);
  });

  it('on embedded CPython', async function () {
    this.timeout(240_000);
    await agree(machineOf(await openEmbedded()), Math.ceil(runs / 3));
  });

  it('and a loop that runs new callbacks in the same iteration does not', async () => {
    const eager: MakeMachine = async (clock) => {
      const machine = await model(clock);
      const { loop } = machine;
      const callSoon = loop.callSoon.bind(loop);
      let depth = 0;
      loop.callSoon = (callback) =>
        depth === 1
          ? (callback(), callSoon(() => {}))
          : callSoon(() => {
              depth += 1;
              try {
                callback();
              } finally {
                depth -= 1;
              }
            });
      return machine;
    };
    let divergence: unknown;
    await agree(eager, 200).catch((error: unknown) => {
      divergence = error;
    });
    expect(String(divergence)).to.match(/the trace of this program:\n/);
  });
});
