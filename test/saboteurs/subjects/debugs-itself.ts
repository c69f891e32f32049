/** It attaches a debugger to its own process, to read the variables of what judges it. */
import { Session } from 'node:inspector';
import { lying } from './support';

new Session().connect();

export const newEventLoop = lying;
