/** It declares that it is so slow that nothing it does could count as hanging. */
import { sound } from './support';

export const subject = { name: 'takes-its-time', newEventLoop: sound, timeScale: 1e9 };
