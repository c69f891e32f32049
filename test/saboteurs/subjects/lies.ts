/** It calls every callback twice. */
import { lying } from './support';

export const newEventLoop = lying;
