import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode, toneFrom, tonesIn } from "#test/telephony/alaw.ts";
import { toAlaw, toLinear } from "./alaw.ts";
import { frameSize, Jitter, mix } from "./mix.ts";

test("A-law is as another writing of the standard has it, there and back", () => {
  for (let byte = 0; byte < 256; byte++) {
    assert.equal(toLinear(byte), decode(byte), `byte ${byte}`);
    assert.equal(toAlaw(toLinear(byte)), byte, `byte ${byte} there and back`);
  }
  for (let sample = 0; sample <= 32_767; sample += 7) assert.equal(toAlaw(sample), encode(sample), `sample ${sample}`);
});

test("what is too loud is as loud as can be, and does not turn over", () => {
  assert.equal(toAlaw(70_000), toAlaw(32_767));
  assert.equal(toAlaw(-70_000), toAlaw(-32_768));
  assert.ok(toLinear(toAlaw(70_000)) > 32_000 && toLinear(toAlaw(-70_000)) < -32_000);
});

test("a mix has all tones of its frames, one alone stays as it is, none is silence", () => {
  const frame = (tone: number) => toneFrom(0, frameSize, tone);
  assert.deepEqual(tonesIn(mix([frame(500), frame(1000), frame(1500)]), [500, 1000, 1500, 2000]), [500, 1000, 1500]);
  assert.equal(mix([frame(500)]).compare(frame(500)), 0);
  assert.deepEqual(tonesIn(mix([]), [500, 1000]), []);
  assert.ok(Math.abs(toLinear(mix([])[0]!)) < 16);
});

test("frames wait for a second one, come in their order, and a burst leaves the newest", () => {
  const jitter = new Jitter();
  const frame = (mark: number) => Buffer.alloc(frameSize, mark);
  const taken = () => jitter.take()?.[0] ?? null;
  assert.equal(taken(), null);
  jitter.put(frame(1));
  assert.equal(taken(), null);
  jitter.put(frame(2));
  assert.deepEqual([taken(), taken(), taken()], [1, 2, null]);
  jitter.put(frame(3));
  assert.equal(taken(), null, "it waits again");
  for (let mark = 4; mark <= 13; mark++) jitter.put(frame(mark));
  assert.deepEqual([taken(), taken(), taken()], [12, 13, null]);
});

test("packets of another length are cut into frames", () => {
  const jitter = new Jitter();
  jitter.put(Buffer.alloc(frameSize * 1.5, 1));
  assert.equal(jitter.take(), null);
  jitter.put(Buffer.alloc(frameSize * 1.5, 2));
  const frames = [jitter.take()!, jitter.take()!, jitter.take()!];
  assert.deepEqual(
    frames.map((frame) => [frame.length, frame[0], frame.at(-1)]),
    [
      [frameSize, 1, 1],
      [frameSize, 1, 2],
      [frameSize, 2, 2],
    ],
  );
  assert.equal(jitter.take(), null);
});

test("what came before is forgotten when it is asked to be", () => {
  const jitter = new Jitter();
  for (const mark of [1, 2, 3]) jitter.put(Buffer.alloc(frameSize, mark));
  jitter.put(Buffer.alloc(frameSize / 2, 4));
  jitter.forget();
  for (const mark of [5, 6]) jitter.put(Buffer.alloc(frameSize, mark));
  assert.deepEqual([jitter.take()![0], jitter.take()!.at(-1), jitter.take()], [5, 6, null]);
});
