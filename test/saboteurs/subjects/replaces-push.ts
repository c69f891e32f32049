/** It replaces a method of every array. */
import { lying } from './support';

Array.prototype.push = () => 0;

export const newEventLoop = lying;
