/** Text of a stranger's, made fit to be printed. */
import { inspect } from 'node:util';

const LONGEST = 2000;

/** What steers a terminal, and what XML forbids. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;

/** At most `longest` characters, and those that steer something made visible. */
export function printable(text: string, longest = LONGEST): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest)} ...`;
  // Half of a pair of surrogates becomes U+FFFD on the way.
  return Buffer.from(cut)
    .toString()
    .replace(CONTROL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** What a thrown value says of itself: nothing that it does when it is read gets out of here. */
export function messageOf(error: unknown): string {
  try {
    const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
    return printable(typeof message === 'string' ? message : inspect(error, { depth: 3 }));
  } catch {
    return 'what was thrown cannot even be printed';
  }
}
