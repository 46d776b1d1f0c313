/** A process of clients that hold connections and misuse them: `crowd.ts <port> <key> <idle> <drip> <unread>`. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const BYTE_PAUSE_MS = 1_000;
/** Connections that open at once; the backlog of a listening socket is about as long. */
const OPENING_MAX = 200;
/** Their answer is larger than what the kernel holds for a connection. */
const UNREAD_INPUTS = 400;

const [port = 0, idle = 0, drip = 0, unread = 0] = [2, 4, 5, 6].map((at) => Number(process.argv[at]));
const key = process.argv[3];
const sockets = new Set<Socket>();

async function open(): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  // The service ends what misuses it for too long; that is for the tests to see from its other clients.
  socket.on("error", () => undefined);
  sockets.add(socket);
  await once(socket, "connect");
  return socket;
}

function request(body: string): string {
  const head = ["POST /v1/embeddings HTTP/1.1", "host: mill", `authorization: Bearer ${key}`];
  const kind = ["content-type: application/json", `content-length: ${body.length}`];
  return `${[...head, ...kind].join("\r\n")}\r\n\r\n${body}`;
}

async function dripping(): Promise<void> {
  const socket = await open();
  const text = request(JSON.stringify({ model: "embed", input: "a byte a second" }));
  let sent = text.indexOf("{");
  socket.write(text.slice(0, sent));
  setInterval(() => socket.writable && socket.write(text[sent++] ?? ""), BYTE_PAUSE_MS).unref();
}

/** Has its answer come to the door and never takes it in. */
async function unreading(): Promise<void> {
  const socket = await open();
  socket.write(request(JSON.stringify({ model: "embed", input: Array(UNREAD_INPUTS).fill("a") })));
  await once(socket, "readable");
}

for (let opened = 0; opened < idle; opened += OPENING_MAX) {
  await Promise.all(Array.from({ length: Math.min(OPENING_MAX, idle - opened) }, open));
}
await Promise.all(Array.from({ length: drip }, dripping));
await Promise.all(Array.from({ length: unread }, unreading));
process.send?.([...sockets].filter((socket) => !socket.destroyed).length);
process.once("disconnect", () => process.exit());
