import { crc32 } from 'node:zlib';
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import sharp from 'sharp';

const SAMPLES_PER_SECOND = 8_000;

/** For tests only: a picture full of noise, so that its bytes are many and its end matters. */
export async function testImage(
  format: 'png' | 'jpeg' | 'webp',
  { width = 64, height = 48, orientation }: { width?: number; height?: number; orientation?: number } = {},
): Promise<Uint8Array> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: '#888', noise } });
  const turned = orientation === undefined ? picture : picture.withMetadata({ orientation });
  return await turned.toFormat(format).toBuffer();
}

/** For tests only: a PNG that says it is this large and holds nothing. */
export function emptyPng(width: number, height: number): Uint8Array {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** For tests only: seconds of silence as a WAV file. */
export function testWav(seconds: number): Uint8Array {
  const dataBytes = Math.round(seconds * SAMPLES_PER_SECOND) * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return Buffer.concat([header, Buffer.alloc(dataBytes)]);
}

/** For tests only: 320 × 180 pixels for 2.5 seconds; the packets hold no picture, which no container cares about. */
export async function testVideo(container: 'mp4' | 'webm'): Promise<Uint8Array> {
  const format = container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { frameRate: 10 });
  await output.start();
  const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 320, codedHeight: 180 };
  for (let frame = 0; frame < 25; frame += 1) {
    const type = frame % 10 === 0 ? 'key' : 'delta';
    await source.add(new EncodedPacket(new Uint8Array(200).fill(frame), type, frame / 10, 0.1), { decoderConfig });
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}

/** For tests only: a second of sound in a container whose signature says video. */
export async function testAudioInMp4(): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new EncodedAudioPacketSource('aac');
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = {
    codec: 'mp4a.40.2',
    sampleRate: 48_000,
    numberOfChannels: 1,
    description: new Uint8Array([0x11, 0x88]),
  };
  for (let packet = 0; packet < 50; packet += 1) {
    await source.add(new EncodedPacket(new Uint8Array(64), 'key', packet * 0.02, 0.02), { decoderConfig });
  }
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}
