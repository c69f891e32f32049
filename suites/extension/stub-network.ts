/** Sockets, protocols and transports of the test's own: BaseEventLoop hands them around and looks at little. */
import type { BaseProtocol, SocketLike } from '../../spec';

/** What a stream socket is asked for before a transport has it. */
export class StubSocket implements SocketLike {
  readonly type: number;
  readonly calls: unknown[] = [];

  constructor(type: 'stream' | 'datagram' = 'stream') {
    this.type = type === 'stream' ? 1 : 2;
  }

  setblocking(flag: boolean): void {
    this.calls.push(['setblocking', flag]);
  }
  listen(backlog: number): void {
    this.calls.push(['listen', backlog]);
  }
  fileno(): number {
    return -1;
  }
  gettimeout(): number {
    return 0;
  }
  getsockname(): string {
    return 'stub';
  }
  getpeername(): string {
    return 'peer';
  }
  close(): void {
    this.calls.push('close');
  }
}

export class StubTransport {
  readonly calls: string[] = [];

  isClosing(): boolean {
    return false;
  }
  getExtraInfo(): null {
    return null;
  }
  close(): void {
    this.calls.push('close');
  }
}

export function stubProtocol(): BaseProtocol {
  return { connectionMade: () => {}, connectionLost: () => {}, pauseWriting: () => {}, resumeWriting: () => {} };
}
