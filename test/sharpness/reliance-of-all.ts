/** What every test relies on, learnt once, by a few processes at a time. */
import { SUITES, testId } from '../../suites';
import { recordReliance, type Reliance } from '../../runner/attribution/record';

export async function relianceOfAll(jobs = 3): Promise<Reliance> {
  const ids = SUITES.flatMap((suite) => suite.tests).map(testId);
  const parts = Array.from({ length: jobs }, (_, part) => ids.filter((_id, i) => i % jobs === part));
  const found = await Promise.all(parts.map((part) => recordReliance(part, 300)));
  return new Map(found.flatMap((one) => [...one]));
}
