/** Telling literal addresses from names. */

const PART = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/** 4 or 6 for a literal address of that version, which may name a zone when it is 6; 0 for anything else. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (isIpv4(text)) return 4;
  const [address = '', zone, ...rest] = text.split('%');
  return zone !== '' && rest.length === 0 && isIpv6(address) ? 6 : 0;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => PART.test(part) && Number(part) < 256);
}

/** Eight groups, of which `::` stands for one or more that are zero, and an IPv4 address for the last two. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  // The address within must end the whole.
  const embedded = isIpv4(last) && text.endsWith(last);
  const plain = embedded ? groups.slice(0, -1) : groups;
  const count = plain.length + (embedded ? 2 : 0);
  return plain.every((group) => GROUP.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}
