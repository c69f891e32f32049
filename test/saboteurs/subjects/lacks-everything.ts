/** It declares that it lacks every profile. */
import { PROFILES, type Subject } from '../../../spec';
import { sound } from './support';

export const subject: Subject = {
  name: 'lacks-everything',
  newEventLoop: sound,
  lacks: Object.fromEntries(PROFILES.map((profile) => [profile, 'we never got round to it'])),
};
