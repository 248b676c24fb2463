import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/**
 * A recording as it lies on the disk: a file header, then chunks of at most two seconds, each encrypted by itself (AES-256-GCM),
 * the last one of kind "end". Audio is G.711 A-law, 8 kHz, a byte of the left side and a byte of the right in turn: what came is
 * kept as it came, in half the room of 16-bit PCM. A chunk's header stands open and is authenticated with the name of its
 * recording; it holds the SHA-256 of all before it. So no chunk can be changed, moved, left out, or taken from another recording
 * unseen, and without the end chunk a file says that it was cut.
 */
export const rate = 8000;
export const sides = 2;
/** Audio of a whole chunk, in frames: a sample of each side. */
export const chunkFrames = 2 * rate;

const magic = "ZHYNREC1";
export const fileHeadSize = 16;
const codecAlaw = 8; // as RTP calls it (RFC 3551)

export const headSize = 56;
const nonceSize = 12;
const tagSize = 16;
/** Bytes of a chunk beside its audio. */
export const chunkExtra = headSize + nonceSize + tagSize;
export const wholeChunkSize = chunkExtra + chunkFrames * sides;

const kinds = ["audio", "end"] as const;

export interface ChunkHead {
  /** From 0. */
  number: number;
  kind: (typeof kinds)[number];
  /** Bytes of audio. */
  length: number;
  /** Frames of the recording before it. */
  firstFrame: number;
  /** When its first frame was said, in milliseconds since 1970. */
  at: number;
  /** SHA-256 of the file's header, the name and all chunks before, each over the one before it. */
  before: Buffer;
}

/** A file that is none of ours, or was changed. */
export class RecordingDamaged extends Error {
  override name = "RecordingDamaged";
}

export function fileHead(): Buffer {
  const head = Buffer.alloc(fileHeadSize);
  head.write(magic, "latin1");
  head.writeUInt8(codecAlaw, 8);
  head.writeUInt8(sides, 9);
  head.writeUInt32LE(rate, 12);
  return head;
}

/** @throws RecordingDamaged */
export function requireFileHead(bytes: Buffer): void {
  if (!bytes.equals(fileHead())) throw new RecordingDamaged("no recording of this format");
}

/** What the first chunk has before it. */
export const chainBegin = (recordingId: string): Buffer =>
  createHash("sha256").update(fileHead()).update(recordingId).digest();

export const chainNext = (before: Buffer, chunk: Buffer): Buffer =>
  createHash("sha256").update(before).update(chunk).digest();

/** @param key 32 bytes, of this recording alone */
export function sealChunk(recordingId: string, key: Buffer, head: ChunkHead, audio: Buffer): Buffer {
  const open = writeHead(head);
  const nonce = randomBytes(nonceSize);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(boundTo(recordingId, open));
  const body = Buffer.concat([cipher.update(audio), cipher.final()]);
  return Buffer.concat([open, nonce, body, cipher.getAuthTag()]);
}

/** @param chunk all of its bytes. @throws RecordingDamaged when a bit of it, the key or the name is another */
export function openChunk(recordingId: string, key: Buffer, chunk: Buffer): { head: ChunkHead; audio: Buffer } {
  const head = readHead(chunk);
  if (chunk.length !== chunkSize(head)) throw new RecordingDamaged("a chunk of another size than it says");
  const decipher = createDecipheriv("aes-256-gcm", key, chunk.subarray(headSize, headSize + nonceSize), {
    authTagLength: tagSize,
  });
  decipher.setAAD(boundTo(recordingId, chunk.subarray(0, headSize))).setAuthTag(chunk.subarray(-tagSize));
  try {
    const audio = Buffer.concat([decipher.update(chunk.subarray(headSize + nonceSize, -tagSize)), decipher.final()]);
    return { head, audio };
  } catch {
    throw new RecordingDamaged(`chunk ${head.number} is not as it was written`);
  }
}

export const chunkSize = ({ length }: Pick<ChunkHead, "length">): number => chunkExtra + length;

function writeHead({ number, kind, length, firstFrame, at, before }: ChunkHead): Buffer {
  const bytes = Buffer.alloc(headSize);
  bytes.writeUInt32LE(number, 0);
  bytes.writeUInt8(kinds.indexOf(kind), 4);
  bytes.writeUInt32LE(length, 8);
  bytes.writeUInt32LE(firstFrame, 12);
  bytes.writeBigUInt64LE(BigInt(at), 16);
  before.copy(bytes, 24);
  return bytes;
}

/** Not to be believed before the chunk was opened. @throws RecordingDamaged */
export function readHead(bytes: Buffer): ChunkHead {
  const kind = kinds[bytes.readUInt8(4)];
  const length = bytes.readUInt32LE(8);
  if (!kind || length > chunkFrames * sides || length % sides !== 0) throw new RecordingDamaged("no chunk");
  return {
    number: bytes.readUInt32LE(0),
    kind,
    length,
    firstFrame: bytes.readUInt32LE(12),
    at: Number(bytes.readBigUInt64LE(16)),
    before: Buffer.from(bytes.subarray(24, headSize)),
  };
}

const boundTo = (recordingId: string, head: Buffer): Buffer => Buffer.concat([head, Buffer.from(recordingId)]);
