import { startChild } from "../child.ts";

export type Peer = { address: string; stop(): Promise<void> };

/** The peer with one model, in a process of its own. */
export async function startPeer(modelFolder: string): Promise<Peer> {
  const child = startChild<"address", string>(new URL("./main.ts", import.meta.url), { args: [modelFolder] });
  try {
    return { address: await child.ask("address"), stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
