/** The base classes of protocols: every callback does nothing. Source: asyncio-protocol, Base Protocols. */
import type * as contract from '../../spec';

export class BaseProtocol implements contract.BaseProtocol {
  connectionMade(_transport: contract.BaseTransport): void {}
  connectionLost(_error: unknown): void {}
  pauseWriting(): void {}
  resumeWriting(): void {}
}

export class Protocol extends BaseProtocol implements contract.Protocol {
  dataReceived(_data: Uint8Array): void {}
  eofReceived(): boolean | null | undefined | void {}
}

export class BufferedProtocol extends BaseProtocol implements contract.BufferedProtocol {
  /** A protocol that is used has a buffer of its own: the empty one ends its connection with RuntimeError. */
  getBuffer(_sizehint: number): Uint8Array {
    return new Uint8Array(0);
  }
  bufferUpdated(_nbytes: number): void {}
  eofReceived(): boolean | null | undefined | void {}
}

export class DatagramProtocol extends BaseProtocol implements contract.DatagramProtocol {
  datagramReceived(_data: Uint8Array, _address: contract.Address): void {}
  errorReceived(_error: unknown): void {}
}

export class SubprocessProtocol extends BaseProtocol implements contract.SubprocessProtocol {
  pipeDataReceived(_fd: number, _data: Uint8Array): void {}
  pipeConnectionLost(_fd: number, _error: unknown): void {}
  processExited(): void {}
}
