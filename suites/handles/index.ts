import type { Suite } from '../support/suite';
import { handleInternalsSuite, handlesSuite } from './handles.suite';

export const handlesSuites: readonly Suite[] = [handlesSuite, handleInternalsSuite];
