/** What a resolver says when it fails: GaiError with the number and the text of it. Numbers are those of Linux. */
import { GaiError } from '../../spec';

export const EAI_NONAME = -2;
export const EAI_SERVICE = -8;
export const EAI_ADDRFAMILY = -9;

export function gaiError(errno: number, text: string): GaiError {
  return Object.assign(new GaiError(errno, text), { errno, message: `[Errno ${String(errno)}] ${text}` });
}
