/** What of asyncio's public names and parameters no clause binds, and why. The first pattern that matches counts. */
const NETWORK = 'belongs to the network contract, whose chapters are not whole yet';

export const UNBOUND: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^Task\.(all_tasks|current_task)\b/, 'a class method that was deprecated since 3.7 and is gone since 3.9'],
  [/^Server(\([a-z_]+\))?$/, 'made by create_server() and its kin alone: its constructor is not documented'],
  [/^Task\.print_stack\(limit\)$/, 'get_stack(limit) decides which frames there are'],
  [/^loop\.add_(reader|writer)\(args\)$/, NETWORK],
  [/^loop\.(connect_|create_connection|create_datagram|create_server|create_unix|getaddrinfo|getnameinfo)/, NETWORK],
  [/^loop\.(remove_reader|remove_writer|sendfile|sock_|start_tls|subprocess_)/, NETWORK],
  [/^(protocol|transport|Server)\./, NETWORK],
];
