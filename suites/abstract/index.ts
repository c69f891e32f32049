import type { Suite } from '../support/suite';
import { coroutineMethodsSuite } from './coroutine-methods.suite';
import { parameterNamesSuite } from './parameter-names.suite';
import { plainMethodsSuite } from './plain-methods.suite';
import { shapeSuite } from './shape.suite';

export const abstractSuites: readonly Suite[] = [
  plainMethodsSuite,
  coroutineMethodsSuite,
  parameterNamesSuite,
  shapeSuite,
];
