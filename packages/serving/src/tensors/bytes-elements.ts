const LENGTH_BYTES = 4;

/** Where the elements of a BYTES tensor lie in its data; null when lengths and data do not fit each other. */
export function findElements(data: Uint8Array, countMax: number): readonly Uint8Array[] | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const elements: Uint8Array[] = [];
  for (let offset = 0; offset < data.byteLength; ) {
    if (elements.length === countMax || data.byteLength - offset < LENGTH_BYTES) return null;
    const start = offset + LENGTH_BYTES;
    const end = start + view.getUint32(offset, true);
    if (end > data.byteLength) return null;
    elements.push(data.subarray(start, end));
    offset = end;
  }
  return elements;
}

/** How many elements the data has; null when lengths and data do not fit each other. */
export function countTexts(data: Uint8Array): number | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let count = 0;
  let offset = 0;
  for (; offset + LENGTH_BYTES <= data.byteLength; count += 1) {
    offset += LENGTH_BYTES + view.getUint32(offset, true);
  }
  return offset === data.byteLength ? count : null;
}

/** How many bytes the first `count` elements of well-formed data take, their lengths included. */
export function spanOfElements(data: Uint8Array, count: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let offset = 0;
  for (let index = 0; index < count; index += 1) offset += LENGTH_BYTES + view.getUint32(offset, true);
  return offset;
}

export function encodeTexts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  return encodeElements(texts.map((text) => Buffer.from(text)));
}

export function encodeElements(elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(
    elements.reduce((total, { byteLength }) => total + LENGTH_BYTES + byteLength, 0),
  );
  const view = new DataView(data.buffer);
  let offset = 0;
  for (const element of elements) {
    view.setUint32(offset, element.byteLength, true);
    data.set(element, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + element.byteLength;
  }
  return data;
}

/** Of data that was checked. */
export function decodeTexts(data: Uint8Array): string[] {
  const elements = findElements(data, Number.POSITIVE_INFINITY) ?? [];
  return elements.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength).toString(),
  );
}
