/** Subjects with a sound loop, each of which says one thing of itself that cannot be. */
import { join } from 'node:path';
import type { ReferenceLayer } from '../../../spec';
import { LAYERS } from '../../../runner/subjects/load-module';

const { subject } = (require(join(LAYERS, 'reference', 'layer')) as { readonly layer: ReferenceLayer }).layer;

export const part = { ...subject, asyncio: { Nope: class {} } };
export const lack = { ...subject, lacks: { task: ' ' } };
export const deviation = { ...subject, deviations: [{ clause: 'callbacks.call_soon.fifo', reason: '' }] };
export const contract = { ...subject, contract: '3.99' };
