import { parentPort, workerData } from "node:worker_threads";
import type { FromThread, ToThread } from "./calls.ts";
import { toFailure } from "./failure.ts";
import { openSpoolFile, type SpoolFile } from "./spool-file.ts";

// The thread that owns the file, so that waiting for the disk stops nobody else. It ends when it cannot trust the file any more.

function run(folder: string, port: NonNullable<typeof parentPort>): void {
  const say = (message: FromThread) => port.postMessage(message);
  let file: SpoolFile;
  try {
    file = openSpoolFile(folder);
  } catch (error) {
    say({ kind: "failed", id: null, failure: toFailure(error) });
    port.close();
    return;
  }
  say({ kind: "opened", opening: file.opening });
  port.on("message", (message: ToThread) => {
    const { id, name } = message;
    try {
      say({ kind: "answered", id, answer: answerTo(file, message) });
      if (name === "close") port.close();
    } catch (error) {
      const failure = toFailure(error);
      say({ kind: "failed", id, failure });
      if (failure.kind !== "full") abandon(file, port);
    }
  });
}

function answerTo(file: SpoolFile, message: ToThread) {
  switch (message.name) {
    case "append":
      return file.append(message.ask);
    case "read":
      return file.read(message.ask);
    case "acknowledge":
      return file.acknowledge(message.ask);
    case "kept":
      return file.kept(message.ask);
    case "recall":
      return file.recall(message.ask);
    case "prove":
      return file.prove(message.ask);
    case "close":
      return file.close(message.ask);
  }
}

function abandon(file: SpoolFile, port: NonNullable<typeof parentPort>): void {
  try {
    file.close({});
  } catch {
    // It could not be closed in order; the end of the thread closes it.
  }
  port.close();
}

if (parentPort) run(String(workerData), parentPort);
