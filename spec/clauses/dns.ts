/** Chapter: looking up names. */
import type { Clause } from '../clause';

const NAMES = 'asyncio-eventloop, dns';

export const dns = [
  {
    id: 'dns.getaddrinfo.result',
    level: 'must',
    profile: 'dns',
    statement:
      'loop.getaddrinfo() gives rows of family, type, protocol, canonical name and address, as the module socket does: one for each type of socket unless one is asked for.',
    api: ['loop.getaddrinfo'],
    source: NAMES,
    since: '3.4',
    note: 'The rows are what sockets are made of.',
  },
  {
    id: 'dns.getaddrinfo.zone',
    level: 'should',
    profile: 'dns',
    statement:
      'loop.getaddrinfo() of an IPv6 address with a zone gives the number of the zone as the last item of the address, whatever type is asked for.',
    api: ['loop.getaddrinfo(host)'],
    source: NAMES,
    since: '3.7',
    needs: ['ipv6', 'linux'],
    pythonOnly: 'other hosts leave the zone in the text of the address',
    note: 'An address of a local link is of no use without it.',
  },
  {
    id: 'dns.getaddrinfo.filters',
    level: 'must',
    profile: 'dns',
    statement:
      'loop.getaddrinfo() gives only rows of the family, type and protocol that were asked for, all of them named.',
    api: ['loop.getaddrinfo(family)', 'loop.getaddrinfo(type)', 'loop.getaddrinfo(proto)', 'loop.getaddrinfo(flags)'],
    source: NAMES,
    since: '3.4',
    note: 'A row of another kind makes a socket that does not fit.',
  },
  {
    id: 'dns.getaddrinfo.none_and_services',
    level: 'should',
    profile: 'dns',
    statement:
      'loop.getaddrinfo() takes None for a host, which with AI_PASSIVE means all interfaces, and for a port None, a number as text, or the name of a service.',
    api: ['loop.getaddrinfo(host)', 'loop.getaddrinfo(port)', 'loop.getaddrinfo(flags)'],
    source: NAMES,
    since: '3.4',
  },
  {
    id: 'dns.getaddrinfo.error',
    level: 'must',
    profile: 'dns',
    statement:
      "loop.getaddrinfo() raises gaierror with the number of the resolver's error where a name cannot be resolved.",
    api: ['loop.getaddrinfo'],
    source: NAMES,
    since: '3.4',
    note: 'Programs try again after some of these errors only.',
  },
  {
    id: 'dns.getaddrinfo.does_not_block',
    level: 'must',
    profile: 'dns',
    statement: 'While loop.getaddrinfo() waits for an answer the loop runs other callbacks.',
    api: ['loop.getaddrinfo'],
    source: NAMES,
    since: '3.4',
    needs: ['thread'],
    note: 'A slow name server must not stop a service.',
  },
  {
    id: 'dns.getaddrinfo.cancel',
    level: 'should',
    profile: 'dns',
    statement: 'Cancelling a task in loop.getaddrinfo() ends it at once, whatever the resolver does.',
    api: ['loop.getaddrinfo'],
    source: 'asyncio.base_events getaddrinfo()',
    since: '3.7',
    needs: ['thread'],
  },
  {
    id: 'dns.getnameinfo.numeric',
    level: 'must',
    profile: 'dns',
    statement: 'loop.getnameinfo() gives host and service as texts, numbers as digits where the flags ask for that.',
    api: ['loop.getnameinfo', 'loop.getnameinfo(flags)'],
    source: `${NAMES}; test_base_events.BaseEventLoopWithSelectorTests.test_getnameinfo`,
    since: '3.4',
    note: 'Logs want addresses without a look-up.',
  },
  {
    id: 'dns.getnameinfo.error',
    level: 'should',
    profile: 'dns',
    statement: 'loop.getnameinfo() raises TypeError for what is no address, and OSError for a host that is no address.',
    api: ['loop.getnameinfo(sockaddr)'],
    source: NAMES,
    since: '3.4',
  },
] as const satisfies readonly Clause[];
