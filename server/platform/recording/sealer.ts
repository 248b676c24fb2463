import { chainBegin, chainNext, chunkFrames, fileHead, sealChunk, sides } from "./format.ts";

/** Makes a recording's file of its audio, piece by piece: what it gives is to be written in this order. It writes nothing itself. */
export class Sealer {
  readonly #recordingId: string;
  readonly #key: Buffer;
  #chain: Buffer;
  #number = 0;
  #frames = 0;

  /** @param key 32 bytes, of this recording alone; the sealer keeps its own copy until the end */
  constructor(recordingId: string, key: Buffer) {
    this.#recordingId = recordingId;
    this.#key = Buffer.from(key);
    this.#chain = chainBegin(recordingId);
  }

  /** The file's first bytes. */
  head(): Buffer {
    return fileHead();
  }

  /** @param audio a chunk's at most, in whole frames. @param at when its first frame was said, in milliseconds since 1970 */
  audio(audio: Buffer, at: number): Buffer {
    if (audio.length > chunkFrames * sides || audio.length % sides !== 0) throw new RangeError("no chunk of audio");
    return this.#seal("audio", audio, at);
  }

  /** The chunk that says that nothing is missing. Nothing follows it. */
  end(at: number): Buffer {
    const chunk = this.#seal("end", Buffer.alloc(0), at);
    this.#key.fill(0);
    return chunk;
  }

  #seal(kind: "audio" | "end", audio: Buffer, at: number): Buffer {
    const head = {
      number: this.#number++,
      kind,
      length: audio.length,
      firstFrame: this.#frames,
      at,
      before: this.#chain,
    };
    const chunk = sealChunk(this.#recordingId, this.#key, head, audio);
    this.#frames += audio.length / sides;
    this.#chain = chainNext(this.#chain, chunk);
    return chunk;
  }
}
