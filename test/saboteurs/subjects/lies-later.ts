/** It is sound for its first loops, and lies when it thinks itself unobserved. */
import { lying, sound } from './support';

let made = 0;

export const newEventLoop = () => (++made > 4 ? lying() : sound());
