/** Ports by the names of their services. A host tells node no such names, so these are the common ones. */
const PORTS: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  ntp: 123,
  imap: 143,
  https: 443,
  imaps: 993,
  pop3s: 995,
};

/** The number that `port` stands for, 0 for none; `null` for a name that is not known. */
export function portNumber(port: number | string | null): number | null {
  // Nothing, and an empty text, are 0.
  const number = Number(port);
  return Number.isInteger(number)
    ? number
    : ((PORTS as Readonly<Record<string, number | undefined>>)[String(port)] ?? null);
}
