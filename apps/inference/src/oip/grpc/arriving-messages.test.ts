import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ArrivingMessages } from "./arriving-messages.ts";

const BYTES_MAX = 100_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection that has read as many bytes as the test says. */
function connect(arriving: ArrivingMessages, peer: string) {
  const socket = {
    bytesRead: 0,
    destroyed: false,
    destroy: () => Object.assign(socket, { destroyed: true }),
  };
  arriving.add(peer, socket as unknown as Socket);
  return socket;
}

async function look(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1_000);
}

test("beyond the bound the connections that hold most are ended, and no more than need be", async () => {
  const arriving = new ArrivingMessages(BYTES_MAX);
  const sockets = ["a", "b", "c"].map((peer) => connect(arriving, peer));
  for (const peer of ["a", "b", "c"]) arriving.begin(peer);
  for (const [index, bytes] of [30_000, 90_000, 20_000].entries()) {
    Object.assign(sockets[index] ?? {}, { bytesRead: bytes });
  }
  await look();
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, true, false]);
});

test("messages that have arrived are not counted, however many there were on a connection that is never without one", async () => {
  const arriving = new ArrivingMessages(BYTES_MAX);
  const socket = connect(arriving, "a");
  arriving.begin("a");
  for (let call = 0; call < 50; call += 1) {
    arriving.begin("a");
    socket.bytesRead += 10_000;
    arriving.end("a", 9_700);
    await look();
  }
  expect(socket.destroyed).toBe(false);
  socket.bytesRead += BYTES_MAX + 1;
  await look();
  expect(socket.destroyed).toBe(true);
});

test("what a connection has read before its call is no part of the call's message", async () => {
  const arriving = new ArrivingMessages(BYTES_MAX);
  const socket = connect(arriving, "a");
  socket.bytesRead = 10 * BYTES_MAX;
  arriving.begin("a");
  await look();
  expect(socket.destroyed).toBe(false);
});
