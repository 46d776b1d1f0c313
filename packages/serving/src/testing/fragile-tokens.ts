/** Tokens that the test program `fragile-program.ts` takes for trouble; to the model they are words like any other. */
export const DEADLY_TOKEN = 4_001;
export const FAILING_TOKEN = 4_002;
export const ENDLESS_TOKEN = 4_003;
export const SLOW_TOKEN = 4_004;
export const SLOW_MS = 200;
