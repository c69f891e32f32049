import type { Suite } from '../support/suite';
import { cancelSuite } from './cancel.suite';
import { timerSuite } from './timer.suite';
import { reprSuite } from './repr.suite';
import { handleSuite } from './handle.suite';

export const handlesSuites: readonly Suite[] = [cancelSuite, timerSuite, reprSuite, handleSuite];
