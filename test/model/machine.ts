/** The part of the contract that random programs use: loops behind the bridge, the reference and the model all have it. */
import type { Coroutine } from '../../spec';

export interface MachineHandle {
  cancel(): void;
  cancelled(): boolean;
}

export interface MachineFuture {
  done(): boolean;
  cancelled(): boolean;
  result(): unknown;
  exception(): unknown;
  setResult(value: unknown): void;
  setException(error: unknown): void;
  cancel(): boolean;
  addDoneCallback(callback: (future: MachineFuture) => unknown): void;
  removeDoneCallback(callback: (future: MachineFuture) => unknown): number;
  [Symbol.iterator](): Iterator<unknown, unknown, unknown>;
}

export interface MachineTask extends MachineFuture {
  cancelling(): number;
  uncancel(): number;
}

export interface MachineLoop {
  time(): number;
  stop(): void;
  callSoon(callback: () => unknown): MachineHandle;
  callLater(delay: number, callback: () => unknown): MachineHandle;
  createFuture(): MachineFuture;
  createTask(coro: Coroutine): MachineTask;
  runForever(): Promise<void>;
}

/** A loop for one program, on a clock that the program turns. */
export interface Machine {
  readonly name: string;
  readonly loop: MachineLoop;
  /** Called with what a callback let out. */
  onReport(listener: (error: unknown) => void): void;
  /** Ends the loop. */
  close(): void | Promise<void>;
}

export type MakeMachine = (clock: () => number) => Machine | Promise<Machine>;
