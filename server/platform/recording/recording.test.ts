import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { toAlaw } from "../telephony/media/alaw.ts";
import { chunkFrames, fileHeadSize, RecordingDamaged, wholeChunkSize } from "./format.ts";
import { readFrames } from "./read.ts";
import { type Scanned, scanRecording } from "./scan.ts";
import { Sealer } from "./sealer.ts";

const key = randomBytes(32);
const began = 1_700_000_000_000;
const id = "0199-1";

/** Seconds of noise as they would come, a pause of ten seconds after the third chunk, and the end. */
const said = Array.from({ length: 5 }, (_, index) => randomBytes(index === 2 || index === 4 ? 1000 : chunkFrames * 2));
const times = [0, 2000, 4000, 14_000, 16_000].map((ms) => began + ms);

function recorded(recordingId = id, by = key): Buffer[] {
  const sealer = new Sealer(recordingId, by);
  return [sealer.head(), ...said.map((audio, index) => sealer.audio(audio, times[index]!)), sealer.end(began + 17_000)];
}

async function* dribble(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 4999) yield bytes.subarray(at, at + 4999);
}
const scan = (parts: readonly Buffer[], recordingId = id, by = key): Promise<Scanned> =>
  scanRecording(recordingId, by, dribble(Buffer.concat(parts)));

test("what was written is read, from anywhere to anywhere, and nothing of it stands open", async () => {
  const parts = recorded();
  const file = Buffer.concat(parts);
  const { end, frames, pieces } = await scan(parts);
  assert.equal(end, "whole");
  assert.equal(frames, 3 * chunkFrames + 1000);
  assert.deepEqual(
    pieces.map(({ firstFrame, frames, at }) => ({ firstFrame, frames, at: at - began })),
    [
      { firstFrame: 0, frames: 2 * chunkFrames + 500, at: 0 },
      { firstFrame: 2 * chunkFrames + 500, frames: chunkFrames + 500, at: 14_000 },
    ],
  );
  const whole = Buffer.concat(said);
  let bytesRead = 0;
  const source = {
    recordingId: id,
    key,
    pieces,
    read: async (first: number, last: number) => {
      bytesRead += last + 1 - first;
      return file.subarray(first, last + 1);
    },
  };
  for (const [first, count] of [
    [0, frames],
    [chunkFrames - 3, 7],
    [2 * chunkFrames + 490, 20],
    [frames - 1, 1],
    [5, 0],
  ] as const) {
    const read: Buffer[] = [];
    for await (const audio of readFrames(source, first, count)) read.push(audio);
    assert.deepEqual(Buffer.concat(read), whole.subarray(first * 2, (first + count) * 2), `${count} from ${first}`);
  }
  assert.ok(bytesRead < file.length + 6 * wholeChunkSize, "only chunks that are asked for are read");
  for (const audio of said) assert.equal(file.includes(audio.subarray(100, 116)), false);
});

test("who was killed while they wrote leaves what was written, which says that it was cut", async () => {
  const file = Buffer.concat(recorded());
  for (const size of [
    file.length - 1,
    fileHeadSize + 2 * wholeChunkSize + 70,
    fileHeadSize + wholeChunkSize,
    fileHeadSize,
  ]) {
    const { end, frames } = await scan([file.subarray(0, size)]);
    assert.equal(end, "cut");
    assert.ok(frames <= 3 * chunkFrames + 1000 && frames % 500 === 0);
  }
  const { frames } = await scan([file.subarray(0, fileHeadSize + 2 * wholeChunkSize + 70)]);
  assert.equal(frames, 2 * chunkFrames, "the third chunk was half written");
  await assert.rejects(scan([file.subarray(0, 5)]), RecordingDamaged);
});

test("a chunk that is changed, swapped, left out, doubled, or of another recording is found", async () => {
  const [head, one, two, three, four, five, end] = recorded();
  const other = recorded("0199-2")[2]!;
  const again = recorded()[2]!;
  const flipped = Buffer.from(two!);
  flipped[flipped.length - 100]! ^= 1;
  const renumbered = Buffer.from(two!);
  renumbered.writeUInt32LE(7, 0);
  for (const [why, parts] of Object.entries({
    flipped: [one, flipped, three, four, five, end],
    renumbered: [one, renumbered, three, four, five, end],
    swapped: [one, three, two, four, five, end],
    "left out": [one, three, four, five, end],
    doubled: [one, one, two, three, four, five, end],
    "of another recording": [one, other, three, four, five, end],
    "of another writing": [one, again, three, four, five, end],
    "with more behind its end": [one, two, three, four, five, end, one],
    "ended early": [one, end],
  })) {
    const scanned = await scan([head!, ...(parts as Buffer[])]);
    assert.equal(scanned.end, "damaged", why);
  }
  await assert.rejects(scan([head!, two!, one!]), RecordingDamaged, "its beginning");
  await assert.rejects(scan(recorded(), id, randomBytes(32)), RecordingDamaged, "another key");
  await assert.rejects(scan(recorded(), "0199-2"), RecordingDamaged, "another name");
  await assert.rejects(scan([Buffer.from("RIFF, a plain file")]), RecordingDamaged);
});

test("the chain's end is another when anything is another", async () => {
  const parts = recorded();
  const { chain } = await scan(parts);
  assert.equal((await scan(parts)).chain, chain);
  assert.notEqual((await scan(recorded())).chain, chain, "the same audio, sealed again");
  assert.notEqual((await scan(parts.slice(0, -1))).chain, chain);
});

test("peaks tell how loud each side was, twenty a second and at most two thousand", async () => {
  const sealer = new Sealer(id, key);
  const loud = toAlaw(16_000);
  const quiet = toAlaw(0);
  const half = Buffer.from(
    Array.from({ length: 2 * chunkFrames }, (_, i) => (i % 2 === 0 && i < chunkFrames ? loud : quiet)),
  );
  const parts = [
    sealer.head(),
    ...Array.from({ length: 60 }, (_, i) => sealer.audio(half, began + 2000 * i)),
    sealer.end(began),
  ];
  const { peaks, pieces } = await scan(parts);
  const { left, right } = peaks.result();
  assert.equal(pieces.length, 1);
  assert.deepEqual([left.length, right.length], [1200, 1200], "two twentieths each");
  assert.ok(left.slice(0, 10).every((peak) => peak > 100) && left.slice(10, 20).every((peak) => peak < 2));
  assert.ok(right.every((peak) => peak < 2));
});
