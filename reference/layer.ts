/** The reference as the runner sees it. */
import type { ReferenceLayer } from '../spec';
import { asyncio, subject } from '.';

export const layer = { asyncio, subject } satisfies ReferenceLayer;
