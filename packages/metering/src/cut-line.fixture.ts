import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The line between a client and PostgreSQL, which a test can cut. */
export type CutLine = {
  /** The same database through the line. */
  through(url: string): string;
  /** Breaks what is connected and lets nobody connect until `mend`. */
  cut(): void;
  mend(): void;
  /** The next COMMIT reaches the server, which answers; then the line breaks before the client hears it. Resolves after that. */
  cutAfterCommit(): Promise<void>;
  close(): Promise<void>;
};

export async function openCutLine(databaseUrl: string): Promise<CutLine> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let afterCommit: PromiseWithResolvers<void> | null = null;

  const server: Server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(Number(port), hostname);
    let isWaitingForCommit = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => {
      isWaitingForCommit = afterCommit !== null && bytes.includes("COMMIT");
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!isWaitingForCommit) return client.write(bytes);
      client.destroy();
      afterCommit?.resolve();
      afterCommit = null;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const ownPort = typeof address === "object" ? String(address?.port) : "";

  return {
    through: (url) => {
      const result = new URL(url);
      result.port = ownPort;
      return result.toString();
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    cutAfterCommit: () => {
      afterCommit = Promise.withResolvers();
      return afterCommit.promise;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
