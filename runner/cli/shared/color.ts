/** Whether the standard output wants colours: NO_COLOR and FORCE_COLOR decide before the terminal does. */
import pc from 'picocolors';

export function wantsColor(): boolean {
  const forced = process.env['FORCE_COLOR'] !== undefined;
  return pc.isColorSupported && (process.stdout.isTTY || forced);
}
