/** The bridge as the runner sees it. */
import type { BridgeLayer } from '../spec';
import * as bridge from '.';

export const layer = bridge satisfies BridgeLayer;
