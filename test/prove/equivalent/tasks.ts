import type { Equivalence } from './equivalence';

export const TASKS: readonly Equivalence[] = [
  {
    reason: 'a shortcut: options that say nothing make the same task',
    ids: ['tasks/task-factory.js TaskFactory.create: options === undefined -> false'],
  },
  {
    reason: 'decides only how long the task that was stepped last is remembered, which is a matter of memory',
    ids: [
      'tasks/current-task.js module: false -> true',
      'tasks/current-task.js taskSteppedBy: watched = false; -> ;',
      'tasks/current-task.js taskSteppedBy: false -> true',
    ],
  },
  {
    reason: 'a shortcut: what it saves asks the same question again, and gets the same answer',
    ids: [
      'tasks/registry.js _registerTask: > -> >=',
      'tasks/registry.js _unregisterTask: old.size > 0 -> true',
      'tasks/registry.js _unregisterTask: > -> >=',
    ],
  },
  {
    reason:
      'decides only in which of the next turns a task comes to be held weakly, which is a matter of speed: all that were born before a count of turns are still handed on by it',
    ids: [
      'tasks/young-tasks.js YoungTasks.add: this.#births[place] = turn; -> ;',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: || -> &&',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: >= -> >',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: >= -> <',
      'tasks/registry.js _registerTask: !aging -> true',
      'tasks/registry.js scheduleAging: aging = true; -> ;',
      'tasks/registry.js scheduleAging: true -> false',
    ],
  },
  {
    reason:
      'keeps empty places, and looks at them in each turn of the host, which is a matter of memory and speed: they are passed over',
    ids: [
      'tasks/young-tasks.js YoungTasks.size: - -> +',
      'tasks/young-tasks.js YoungTasks.remove: this.#free.push(place); -> ;',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: this.size > 0 -> true',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: > -> >=',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: this.#tasks.length = 0; -> ;',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: 0 -> 1 (2)',
      'tasks/registry.js age: young.size > 0 -> true',
      'tasks/registry.js age: > -> >=',
    ],
  },
  {
    reason: 'the turn of a place is written anew when the place is taken',
    ids: [
      'tasks/young-tasks.js YoungTasks.takeOlderThan: this.#births.length = 0; -> ;',
      'tasks/young-tasks.js YoungTasks.takeOlderThan: 0 -> 1 (3)',
    ],
  },
  {
    reason: 'turns are only compared: the count may begin anywhere and take any step up',
    ids: ['tasks/registry.js module: 0 -> 1', 'tasks/registry.js age: 1 -> 2'],
  },
  {
    reason: 'a place that says nowhere reads as none does',
    ids: ['tasks/registry.js setPlace: place === NOWHERE -> false'],
  },
  {
    reason:
      'leaves a weak reference to what is gone, or takes one away twice, which is a matter of memory: it yields no task',
    ids: [
      'tasks/registry.js age: collected.register(task, id, id); -> ;',
      'tasks/registry.js forgetOld: collected.unregister(id); -> ;',
    ],
  },
  {
    reason: 'automatic names count up; no clause says from where, and no program can tell how many were made before it',
    ids: ['tasks/task.js module: 0 -> 1'],
  },
  {
    reason: "no suite sees what reaches the host's standard error: a test of the reference does",
    ids: [
      'tasks/task-stack.js printStack: file === null -> false',
      'tasks/task-stack.js printStack: (0, current_host_1.currentHost)().writeError(written); -> ;',
    ],
  },
];
