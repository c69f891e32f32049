/** What carries the protocol's messages. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Message = { readonly [key: string]: Json | undefined };

/** Answers a request that Python makes. */
export type Serve = (request: Message) => Message;

export interface Transport {
  /** Sends a request and waits for its reply; serves Python's requests meanwhile. @throws PeerDied */
  ask(request: Message): Message;
  /** Sends a request that runs a loop: the reply comes when the loop has stopped; node stays live meanwhile. */
  run(request: Message): Promise<Message>;
  /** Ends the peer. */
  close(): void | Promise<void>;
}
