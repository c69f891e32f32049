/** What the process that holds the subject says to the one that watches it. */
import type { Culprit } from './stages';

export interface Failed {
  readonly culprit: Culprit;
  readonly message: string;
  readonly remedy: string;
}
export type SmokeMessage =
  | { readonly kind: 'begin'; readonly stage: number }
  | { readonly kind: 'passed'; readonly stage: number }
  | { readonly kind: 'failed'; readonly stage: number; readonly failed: Failed }
  | { readonly kind: 'done'; readonly name: string; readonly lacks: { readonly [profile: string]: string } };
