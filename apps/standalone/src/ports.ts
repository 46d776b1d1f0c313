import { once } from "node:events";
import { createServer } from "node:net";
import { Fault } from "@millrace/kernel";

/** Fault `standalone.port_taken` when something already listens there. */
export async function assertPortFree(variable: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    // Without a host, as the services listen, so that a listener on any address counts.
    probe.listen(port);
    await once(probe, "listening");
  } catch (error) {
    const code = Reflect.get(Object(error), "code");
    const reason = code === "EACCES" ? "may not be used by this user" : "is taken by another program";
    throw new Fault({
      kind: "conflict",
      code: "standalone.port_taken",
      message: `Port ${port} ${reason}. Free it, or choose another with ${variable}, such as: ${variable}=${port + 1} npm start`,
      cause: error,
    });
  } finally {
    probe.close();
  }
}
