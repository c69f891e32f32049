import type { SubjectTraits } from '../../suites';

/** The subject as its worker found it. */
export interface Hello {
  readonly title: string;
  readonly kind: 'typescript' | 'python-embedded' | 'python-native';
  readonly version: string;
  readonly runtime: string;
  readonly timeScale: number;
  readonly traits: SubjectTraits;
  readonly deviations: readonly { readonly clause: string; readonly reason: string; readonly link?: string }[];
}
