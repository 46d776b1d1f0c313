const LENGTH_BYTES = 4;

export function encodeTexts(texts: readonly string[]): Uint8Array {
  return encodeElements(texts.map((text) => Buffer.from(text)));
}

export function encodeElements(elements: readonly Uint8Array[]): Uint8Array {
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

/** Of well-formed data. */
export function splitElements(data: Uint8Array): Uint8Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const elements: Uint8Array[] = [];
  for (let offset = 0; offset < data.byteLength; ) {
    const start = offset + LENGTH_BYTES;
    offset = start + view.getUint32(offset, true);
    elements.push(data.subarray(start, offset));
  }
  return elements;
}
