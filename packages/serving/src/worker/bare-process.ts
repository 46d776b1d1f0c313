import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { Duplex } from "node:stream";
import type { Confinement, ProcessBounds } from "./confine.ts";
import { FRAME_DESCRIPTOR } from "./frames.ts";

const WORDS_CHARACTERS_MAX = 2_000;

export type BareSettings = {
  /** `WORKER_PROGRAM`, or a test's own. */
  readonly program: string;
  readonly confinement: Confinement;
  /** The process's empty working folder is made here, and removed when it is gone. */
  readonly workFolder: string;
};

/** How a process came to its end. */
export type Ending = {
  /** A signal or an exit code, such as `SIGKILL`. */
  readonly how: string;
  /** Why we ended it, or its last words on stderr; for the log. */
  readonly words: string;
  /** By somebody else: a person, or a system that is short of memory. */
  readonly wasKilled: boolean;
};

/** A process that has loaded ONNX Runtime and waits to be told what to open. */
export class BareProcess {
  readonly pid: number | null;
  readonly folder: string;
  readonly pipe: Duplex;
  /** Resolves when the process is gone. Never rejects. */
  readonly over: Promise<void>;
  /** Resolves when its folder is gone as well. Never rejects. */
  readonly ended: Promise<Ending>;

  readonly #child: ChildProcess;
  readonly #confinement: Confinement;
  #words = "";
  #isOver = false;
  #isDoomed = false;

  static async start(settings: BareSettings): Promise<BareProcess> {
    const folder = await mkdtemp(path.join(settings.workFolder, "replica-"));
    try {
      return new BareProcess(settings, folder);
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true });
      throw thrown;
    }
  }

  private constructor(settings: BareSettings, folder: string) {
    this.folder = folder;
    this.#confinement = settings.confinement;
    this.#child = spawnProgram(settings, folder);
    this.pid = this.#child.pid ?? null;
    this.pipe = pipeOf(this.#child);
    // A write to a process that has just died: `ended` tells the rest.
    this.pipe.on("error", () => undefined);
    this.#child.stderr?.on("data", (piece: Buffer) => {
      this.#words = `${this.#words}${piece}`.slice(-WORDS_CHARACTERS_MAX);
    });
    const how = endOf(this.#child);
    this.over = how.then(() => {
      this.#isOver = true;
    });
    this.ended = this.#awaitEnd(how);
  }

  /** True when it is gone or about to be. */
  get isOver(): boolean {
    return this.#isOver || this.#isDoomed;
  }

  /** Lowers its bounds to those of the model that it is to open. Rejects when it has ended meanwhile. */
  async bound(bounds: ProcessBounds): Promise<void> {
    if (this.pid !== null) await this.#confinement.bound(this.pid, bounds);
  }

  /** Ends it now. `words` replace its own last ones. */
  kill(words?: string): void {
    if (words !== undefined) this.#words = words;
    this.#isDoomed = true;
    this.#child.kill("SIGKILL");
  }

  async #awaitEnd(end: Promise<string>): Promise<Ending> {
    const how = await end;
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    const wasKilled = how === "SIGKILL" && !this.#isDoomed;
    return { how, words: this.#words.trim(), wasKilled };
  }
}

/** Nothing of our environment is inherited: no secret can leak into a process that runs a stranger's model. */
function spawnProgram({ confinement, program }: BareSettings, folder: string): ChildProcess {
  const [file, ...parts] = confinement.confine([process.execPath, program]);
  return spawn(file, parts, {
    cwd: folder,
    env: { ORT_DISABLE_TELEMETRY: "1", HOME: folder, TMPDIR: folder },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
}

function pipeOf(child: ChildProcess): Duplex {
  const pipe = child.stdio[FRAME_DESCRIPTOR];
  if (!(pipe instanceof Duplex)) throw new Error("the process has no pipe");
  return pipe;
}

/** `close` comes after everything that the process wrote; `error` comes alone when it could not start. */
function endOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  child.once("error", (thrown) => resolve(thrown.message));
  return promise;
}
