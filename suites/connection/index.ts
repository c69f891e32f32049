import type { Suite } from '../support';
import { makingSuite } from './making.suite';

export const connectionSuites: readonly Suite[] = [makingSuite];
