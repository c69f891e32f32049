/** Loops in Python behind the contract's interfaces. */
export { BridgeError, PeerDied } from './errors';
export { openEmbedded } from './embedded/open-embedded';
export { findPython, findPythons, type FoundPython } from './native/find-python';
export { openNative, type OpenNativeOptions } from './native/open-native';
export { probeLoops, type ProbedLoop } from './native/probe-loops';
export * as signatures from './signatures';
