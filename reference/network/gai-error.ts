/** What the resolver says when it fails, by the numbers of Linux. */
import { GaiError } from '../../spec';

export const EAI_NONAME = -2;
export const EAI_SERVICE = -8;
export const EAI_ADDRFAMILY = -9;

/** socket.gaierror with that number and text. */
export function gaiError(errno: number, text: string): GaiError {
  return Object.assign(new GaiError(errno, text), { errno, message: `[Errno ${String(errno)}] ${text}` });
}
