import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "./database.ts";

/** A message of PostgreSQL's protocol. Source: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

const AUTHENTICATED = message("R", Buffer.from([0, 0, 0, 0]));
const READY = message("Z", Buffer.from("I"));
const SHUTS_DOWN = message(
  "E",
  Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"),
);

test("a server that says in one breath that it is ready and that it shuts down ends nobody", async () => {
  let asked = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      asked += 1;
      socket.end(Buffer.concat([AUTHENTICATED, READY, SHUTS_DOWN]));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `postgresql://somebody@127.0.0.1:${(server.address() as AddressInfo).port}/db`;
  const database = createDatabase({ appUrl: url, systemUrl: url });
  onTestFinished(() => database.close());
  await expect(database.inSystem((tx) => tx.team.findFirst())).rejects.toMatchObject({ kind: "unavailable" });
  expect(asked).toBeGreaterThan(0);
});
