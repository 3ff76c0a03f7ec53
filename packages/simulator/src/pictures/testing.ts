import sharp from 'sharp';

/** A plain picture of this size, encoded as asked. */
export async function drawPicture(
  width: number,
  height: number,
  format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png',
  channels: 3 | 4 = 3,
): Promise<Buffer> {
  const background = { r: 200, g: 120, b: 40, alpha: 0.5 };
  return await sharp({ create: { width, height, channels, background } }).toFormat(format).toBuffer();
}

/** A 24-bit BMP, as the decoder at hand does not write any. */
export function drawBmp(width: number, height: number): Buffer {
  const rowBytes = Math.ceil((width * 24) / 32) * 4;
  const bytes = Buffer.alloc(54 + rowBytes * height, 0x7f);
  bytes.fill(0, 0, 54);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

/** `data:image/…;base64,…` */
export function dataUri(bytes: Uint8Array, mimeType = 'image/png'): string {
  return `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}`;
}
