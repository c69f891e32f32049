/** It replaces the global Promise. */
import { lying } from './support';

globalThis.Promise = class extends Promise<never> {} as unknown as PromiseConstructor;

export const newEventLoop = lying;
