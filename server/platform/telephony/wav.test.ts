import assert from "node:assert/strict";
import { test } from "node:test";
import { asPrompt, WavRefused, wavHead, wavHeadSize } from "./wav.ts";

const tone = (rate: number, channels: number, seconds: number): Buffer => {
  const audio = Buffer.alloc(Math.round(rate * seconds) * channels * 2);
  for (let i = 0; i < audio.length / 2; i++)
    audio.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * Math.floor(i / channels)) / rate)), i * 2);
  return Buffer.concat([wavHead(audio.length, { rate, channels }), audio]);
};

/** How often it goes through nought upwards. */
const wavesIn = (pcm: Buffer): number => {
  let count = 0;
  for (let at = 4; at < pcm.length; at += 4) if (pcm.readInt16LE(at - 4) < 0 && pcm.readInt16LE(at) >= 0) count++;
  return count;
};

test("a usual WAV of any rate becomes 48 kHz stereo of the same length and pitch", () => {
  for (const [rate, channels] of [
    [8000, 1],
    [16_000, 2],
    [44_100, 1],
    [48_000, 2],
  ] as const) {
    const { wav, ms } = asPrompt(tone(rate, channels, 1));
    assert.equal(ms, 1000);
    assert.equal(wav.length, wavHeadSize + 48_000 * 4);
    assert.ok(Math.abs(wavesIn(wav.subarray(wavHeadSize)) - 440) < 2, `${rate}`);
  }
});

test("what is none, is broken, too long or of another kind is refused by name", () => {
  const good = tone(8000, 1, 1);
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes.writeUInt16LE(value, at);
    return bytes;
  };
  for (const [reason, bytes] of [
    ["not_wav", Buffer.from("ID3 an mp3")],
    ["not_wav", Buffer.alloc(0)],
    ["not_pcm_16", changed(20, 6)],
    ["not_pcm_16", changed(22, 7)],
    ["not_pcm_16", changed(34, 8)],
    ["bad_rate", changed(24, 1234)],
    ["broken", good.subarray(0, good.length - 10)],
    ["broken", good.subarray(0, 40)],
    ["too_long", tone(8000, 1, 61)],
    ["too_short", tone(8000, 1, 0.1)],
  ] as const)
    assert.throws(
      () => asPrompt(bytes),
      (error) => error instanceof WavRefused && error.reason === reason,
      reason,
    );
});
