/** What a proxy asks of the connection to its interpreter; proxies know no more of it. */
import type { Overrides } from './overrides';
import type { Json, Message } from './transport';

export interface Peer {
  readonly overrides: Overrides;
  /** Sends a request and waits for its answer, as JSON. */
  ask(message: Message): Json;
  /** Sends a request that runs a loop. */
  run(message: Message): Promise<unknown>;
  /** The message that calls an object (`method` null) or a method of it; `signature` says how arguments map. */
  callMessage(id: number, method: string | null, signature: string, args: readonly unknown[]): Message;
  call(id: number, method: string | null, signature: string, args: readonly unknown[]): unknown;
  /** A name of the module. */
  api(name: string): unknown;
  encode(value: unknown): Json;
  encodeError(error: unknown): Json;
  decode(value: Json | undefined): unknown;
  /** The proxy of a handle that has one. */
  proxy(id: number): object;
}
