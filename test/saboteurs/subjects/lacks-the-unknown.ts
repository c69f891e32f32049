/** It declares that it lacks what is no profile. */
import { sound } from './support';

export const subject = { name: 'lacks-the-unknown', newEventLoop: sound, lacks: { exekutor: 'never heard of it' } };
