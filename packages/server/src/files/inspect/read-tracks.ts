import type { InputFormat, InputTrack } from 'mediabunny';

/** What a video or audio file says of itself. Width and height in pixels as shown; `null` without a picture. */
export type MediaFacts = {
  readonly durationMs: number;
  readonly width: number | null;
  readonly height: number | null;
};

/** The types whose duration can be read. */
export const MEDIA_TYPES = [
  'video/mp4',
  'video/quicktime',
  'video/webm',
  'audio/mp4',
  'audio/mpeg',
  'audio/wav',
  'audio/aac',
  'audio/ogg',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

const CACHE_BYTES_MAX = 4 * 2 ** 20;

/**
 * Reads duration and size from the container and the last packet of every track, which a truncated file does not have.
 * Only the format that was found is tried, so that a file can never make the reader open another one.
 * Throws when the file cannot be read or plays for no time; may never return on a file made for that, see `readMedia`.
 */
export async function readTracks(path: string, type: MediaType): Promise<MediaFacts> {
  const { FilePathSource, Input, ...formats } = await import('mediabunny');
  const byType: Readonly<Record<MediaType, InputFormat>> = {
    'video/mp4': formats.MP4,
    'video/quicktime': formats.QTFF,
    'video/webm': formats.WEBM,
    'audio/mp4': formats.MP4,
    'audio/mpeg': formats.MP3,
    'audio/wav': formats.WAVE,
    'audio/aac': formats.ADTS,
    'audio/ogg': formats.OGG,
  };
  const source = new FilePathSource(path, { maxCacheSize: CACHE_BYTES_MAX, handleUnhandledError: () => undefined });
  const input = new Input({ source, formats: [byType[type]] });
  try {
    const tracks = await input.getTracks();
    for (const track of tracks) await readLastPacket(track, formats.EncodedPacketSink);
    const durationMs = Math.round((await input.computeDuration()) * 1000);
    if (!(Number.isSafeInteger(durationMs) && durationMs > 0)) throw new Error('The file plays for no time.');
    const video = await input.getPrimaryVideoTrack();
    return {
      durationMs,
      width: video === null ? null : await video.getDisplayWidth(),
      height: video === null ? null : await video.getDisplayHeight(),
    };
  } finally {
    input.dispose();
  }
}

type PacketSink = typeof import('mediabunny').EncodedPacketSink;

async function readLastPacket(track: InputTrack, Sink: PacketSink): Promise<void> {
  const packet = await new Sink(track).getPacket(Number.POSITIVE_INFINITY);
  if (packet === null || packet.data.byteLength === 0) throw new Error('A track of the file holds nothing.');
}
