import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFrame, FRAME, FrameAssembler, type FrameHeader } from "./frames.ts";

const uint32 = fc.nat(2 ** 32 - 1);
const header: fc.Arbitrary<FrameHeader> = fc.record({
  kind: fc.constantFrom(...Object.values(FRAME)),
  batchId: uint32,
  rows: uint32,
  width: uint32,
  computeMicros: uint32,
  residentKib: uint32,
});
const frame = fc.record({ header, payload: fc.uint8Array({ maxLength: 200 }) });

test("frames come out as they went in, however the stream cuts them", () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 50 })),
      (frames, cuts) => {
        const stream = Buffer.concat(frames.flatMap((one) => encodeFrame(one.header, [one.payload])));
        const assembler = new FrameAssembler();
        const seen = [];
        let offset = 0;
        for (const size of [...cuts, stream.length]) {
          seen.push(...assembler.push(stream.subarray(offset, offset + size)));
          offset += size;
        }
        expect(seen.map(({ header, payload }) => ({ header, payload: [...payload] }))).toEqual(
          frames.map(({ header, payload }) => ({ header, payload: [...payload] })),
        );
      },
    ),
  );
});

test("a stream out of step is noticed instead of read as numbers", () => {
  const bytes = Buffer.concat(
    encodeFrame({ kind: FRAME.ready, batchId: 0, rows: 0, width: 0, computeMicros: 0, residentKib: 0 }, [
      new Uint8Array(8),
    ]),
  );
  expect(() => new FrameAssembler().push(bytes.subarray(1))).toThrow("not a frame");
});

test("a payload that is larger than any real one is refused before memory is taken", () => {
  const [bytes = new Uint8Array()] = encodeFrame(
    { kind: FRAME.rows, batchId: 1, rows: 1, width: 1, computeMicros: 0, residentKib: 0 },
    [],
  );
  new Uint32Array(bytes.buffer, bytes.byteOffset)[2] = 2 ** 31;
  expect(() => new FrameAssembler().push(bytes)).toThrow("not a frame");
});
