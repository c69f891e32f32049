/** Its factory returns the same loop every time. */
import { sound } from './support';

const loop = sound();

export const newEventLoop = () => loop;
