import "server-only";

/**
 * Tells next-auth where this console is reached. Version 4 takes it from the environment only, and would
 * otherwise believe the Host header of whoever asks.
 */
export function announceOrigin(consoleUrl: string): void {
  // biome-ignore lint/style/noProcessEnv: the one place where we write for a library what config has read
  process.env.NEXTAUTH_URL = consoleUrl;
}
