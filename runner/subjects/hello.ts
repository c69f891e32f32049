import type { LoopFacts } from '../../spec';
import type { SubjectTraits } from '../../suites';

/** The subject as its worker found it. */
export interface Hello {
  readonly title: string;
  readonly kind: 'typescript' | 'python-embedded' | 'python-native';
  readonly version: string;
  readonly runtime: string;
  readonly timeScale: number;
  /** The class of a Python loop; nothing is known of it before the subject is loaded. */
  readonly loop?: LoopFacts;
  readonly traits: SubjectTraits;
  readonly deviations: readonly { readonly clause: string; readonly reason: string; readonly link?: string }[];
}
