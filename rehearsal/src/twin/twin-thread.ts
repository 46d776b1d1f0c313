/** The thread that a twin of Stripe lives on; see `startTwin`. */
import { parentPort, workerData } from "node:worker_threads";
import { startStripeTwin } from "@millrace/stripe-twin";
import type { Call, Reply, TwinBirth } from "./protocol.ts";

const { time, ...options }: TwinBirth = workerData;
const twin = await startStripeTwin({
  ...options,
  onTime: (milliseconds) => Atomics.store(time, 0, BigInt(milliseconds)),
});
const say = (reply: Reply) => parentPort?.postMessage(reply);

parentPort?.on("message", async ({ id, verb, given }: Call) => {
  try {
    const work = verb === "setClock" ? twin.clock.set : twin[verb];
    const result = await Reflect.apply(work, verb === "setClock" ? twin.clock : twin, given);
    say({ id, result });
  } catch (error) {
    say({ id, error });
  }
});
say({ id: 0, result: twin.url });
