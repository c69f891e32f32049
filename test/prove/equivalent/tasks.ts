import type { Equivalence } from './equivalence';

export const TASKS: readonly Equivalence[] = [
  {
    reason: 'a shortcut: what it saves asks the same question again, and gets the same answer',
    ids: [
      'tasks/registry.js _registerTask: > -> >=',
      'tasks/registry.js _unregisterTask: old.size > 0 -> true',
      'tasks/registry.js _unregisterTask: > -> >=',
    ],
  },
];
