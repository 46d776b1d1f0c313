import { BareProcess, type BareSettings } from "./bare-process.ts";

/**
 * Where processes come from. It can keep one that is ready before it is needed: starting Node and ONNX Runtime takes longer
 * than opening most models. The spare one has seen no model, and none sees it before it is taken.
 */
export class ProcessSupply {
  readonly #settings: BareSettings;
  #spare: Promise<BareProcess> | null = null;
  #keepsSpare = false;

  constructor(settings: BareSettings) {
    this.#settings = settings;
  }

  /** The spare one if it lives, else a new one. Rejects when none can be started. */
  async take(): Promise<BareProcess> {
    const taken = this.#spare;
    this.#spare = null;
    const spare = await taken?.catch(() => null);
    return spare && !spare.isOver ? spare : BareProcess.start(this.#settings);
  }

  /** From now on a spare one is kept. Starting it takes the processor for a moment, so whoever knows calls `refill`. */
  keepSpare(): void {
    this.#keepsSpare = true;
    this.refill();
  }

  /** To be called when nothing is in a hurry. */
  refill(): void {
    if (!this.#keepsSpare || this.#spare !== null) return;
    this.#spare = BareProcess.start(this.#settings);
    // Whoever takes it tries once more, and tells why not.
    this.#spare.catch(() => undefined);
  }

  /** Keeps no spare one any more. Resolves when it is gone. */
  async dropSpare(): Promise<void> {
    this.#keepsSpare = false;
    const dropped = this.#spare;
    this.#spare = null;
    const spare = await dropped?.catch(() => null);
    spare?.kill();
    await spare?.ended;
  }
}
