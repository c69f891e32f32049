/** It exports no factory. */
export {};
