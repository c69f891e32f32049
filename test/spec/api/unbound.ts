/** What of asyncio's public names and parameters no clause binds, and why. The first pattern that matches counts. */
export const UNBOUND: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^Task\.(all_tasks|current_task)\b/, 'a class method that was deprecated since 3.7 and is gone since 3.9'],
  [/^Server(\([a-z_]+\))?$/, 'made by create_server() and its kin alone: its constructor is not documented'],
  [/^Task\.print_stack\(limit\)$/, 'get_stack(limit) decides which frames there are'],
  [
    /^loop\.create_datagram_endpoint\(reuse_address\)$/,
    'deprecated since 3.8.1, where True raises ValueError, and gone since 3.11',
  ],
];
