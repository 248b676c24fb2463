import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { newId } from "../../platform/ids.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import { readRefused } from "../voice/index.ts";
import { voiceFacts } from "./operations.voice.ts";

const folder = await mkdtemp(join(tmpdir(), "zhiyin-operations-"));
after(() => rm(folder, { recursive: true }));
const off = { reason: "setting", text: "", command: null };
const facts = () => ({ state: "off", isInstalling: false, off, programs: [] });
const engine = { folder, facts, places: () => undefined } as unknown as Engine;

test("steps of calls that the database refused are shown to their own organisation, with their file", async () => {
  const [mine, other] = [newId(), newId()];
  const shownTo = async (organisationId: string) => {
    const { refused_steps, refused_file } = await voiceFacts(organisationId, engine);
    return [refused_steps, refused_file];
  };
  assert.deepEqual(await shownTo(mine), [0, null]);
  const { file } = readRefused(folder, mine);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '{"error":"one"}\n{"error":"two"}\n');
  assert.deepEqual(await shownTo(mine), [2, file]);
  assert.deepEqual(await shownTo(other), [0, null]);
});
