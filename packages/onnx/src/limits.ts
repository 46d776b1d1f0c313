/** What a model may ask for before anything opens it. A caller may set lower or higher ones. */
export const SCAN_LIMITS = {
  /** Protobuf's own bound. */
  bytesMax: 2 ** 31 - 1,
  /** Messages within messages; protobuf in C++ stops at 100. */
  depthMax: 64,
  /** Messages in the file: nodes, attributes, tensors, shapes and all else. Bounds what decoding allocates. */
  messagesMax: 500_000,
  /** Values and names that are written one by one instead of as raw bytes. */
  listedMax: 4_000_000,
  /** UTF-8 bytes of a name. */
  nameBytesMax: 1_024,
  /** UTF-8 bytes of a doc string or of a metadata value. */
  textBytesMax: 2 ** 20,
  initializersMax: 100_000,
  /** Branches and loop bodies within each other. */
  graphDepthMax: 8,
  /** Local functions that call each other. */
  callDepthMax: 32,
  /** With every call of a local function replaced by what it stands for. */
  nodesMax: 100_000,
  tripCountMax: 10_000,
  /** Nodes times the trips of the loops around them. */
  stepsMax: 10_000_000,
  /** Elements that the graph makes out of nothing but constants, over all its nodes. */
  madeElementsMax: 2 ** 26,
};

export type ScanLimits = Readonly<typeof SCAN_LIMITS>;
