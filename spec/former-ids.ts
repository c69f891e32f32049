/**
 * Ids that clauses had before. An id is stable: when a clause goes, whoever has its id in a baseline, a report or a
 * command must still be led to what holds in its place.
 */
import type { ClauseId } from './clauses';

export interface FormerId {
  /** The clauses that say what it said; none when it required nothing. */
  readonly now: readonly ClauseId[];
  /** Why it went. */
  readonly reason: string;
}

const TWIN = 'it said what another clause says, and had the same tests';

export const FORMER_IDS = {
  'context.call_later.default_and_explicit': {
    now: ['context.call_later.copied_at_schedule', 'context.call_later.explicit'],
    reason: 'it said two things that have clauses of their own',
  },
  'context.call_soon.copied_at_schedule': { now: ['context.call_soon.default_is_copy'], reason: TWIN },
  'context.call_soon.isolated': { now: ['context.call_soon.separate_copies'], reason: TWIN },
  'context.call_soon.none_and_empty': {
    now: ['context.none_means_default', 'context.empty_context_respected'],
    reason: 'it said two things that have clauses of their own',
  },
  'context.exception_handler.callback_context': {
    now: ['errors.handler_context.of_handle', 'errors.handler_context.of_task'],
    reason: 'it said two things that have clauses of their own',
  },
  'context.handle.get_context': { now: ['handles.get_context'], reason: TWIN },
  'executor.shutdown_default_executor.rejects_after_use': {
    now: ['executor.shutdown_default_executor.rejects_later_use'],
    reason: TWIN,
  },
  'extension.asyncgen_hooks.contract': { now: ['asyncgens.hooks.methods'], reason: TWIN },
  'extension.create_task.keywords': {
    now: ['task.create_task.name', 'task.create_task.context'],
    reason: 'it said two things that have clauses of their own',
  },
  'lifetime.private_sets.not_api': { now: [], reason: 'it required nothing' },
  'signals.add_signal_handler.context': { now: ['context.add_signal_handler.copied_at_registration'], reason: TWIN },
  'task.print_stack.file': { now: ['task.print_stack.heading'], reason: TWIN },
  'threads.call_soon_threadsafe.context': {
    now: ['context.call_soon_threadsafe.calling_thread', 'context.call_soon_threadsafe.explicit'],
    reason: 'it said two things that have clauses of their own',
  },
} as const satisfies Readonly<Record<string, FormerId>>;

/** What became of a clause that had `id`, if one had. */
export function formerId(id: string): FormerId | undefined {
  return Object.hasOwn(FORMER_IDS, id) ? FORMER_IDS[id as keyof typeof FORMER_IDS] : undefined;
}
