import type { Equivalence } from './equivalence';

export const FUTURES: readonly Equivalence[] = [];
