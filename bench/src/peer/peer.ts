import { type Child, startChild } from "../child.ts";

/** The peer in a process of its own; whatever it is asked, it answers with its address. */
export function startPeer(): Child<"address", string> {
  return startChild(new URL("./main.ts", import.meta.url));
}
