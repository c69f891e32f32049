import type { Suite } from '../support/suite';
import { coroutineMethodsSuite } from './coroutine-methods.suite';
import { coroutinesSuite } from './coroutines.suite';
import { parameterNamesSuite } from './parameter-names.suite';
import { parametersSuite } from './parameters.suite';
import { plainMethodsSuite } from './plain-methods.suite';
import { shapeSuite } from './shape.suite';

export const abstractSuites: readonly Suite[] = [
  plainMethodsSuite,
  coroutineMethodsSuite,
  parameterNamesSuite,
  shapeSuite,
  coroutinesSuite,
  parametersSuite,
];
