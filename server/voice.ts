import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Office, recordingFile } from "./modules/voice/index.ts";
import type { Directory } from "./platform/database/directory.ts";
import type { Houses } from "./platform/houses.ts";
import { newId } from "./platform/ids.ts";
import type { Log } from "./platform/log.ts";
import { callFiles } from "./platform/telephony/call_files.ts";
import { systemClock } from "./platform/telephony/clock.ts";
import type { Engine } from "./platform/telephony/engine/engine.ts";
import { interfaces } from "./platform/telephony/engine/rtpengine.ts";
import { ha1, type Tables } from "./platform/telephony/engine/tables.ts";
import { writePrompts } from "./platform/telephony/prompts.ts";
import { SipPlant } from "./platform/telephony/sip/plant.ts";
import { Switchboard } from "./platform/telephony/switchboard.ts";

export interface Voice {
  wake(organisationId: string): void;
  close(): Promise<void>;
}

const controller = { user: "cc", domain: "engine.invalid" };
const againAfter = 2000;

/** Call control of this node: begins when the engine is on, and again when it could not. It returns at once. */
export function startVoice(
  engine: Engine,
  { directory, houses, log }: { directory: Directory; houses: Houses; log: Log },
): Voice {
  const password = randomBytes(24).toString("hex");
  const trunks = new Map<string, { host: string; port: number }>();
  let known: Record<"domain" | "cred" | "trunk", Map<string, string>> = {
    domain: new Map(),
    cred: new Map(),
    trunk: new Map(),
  };
  let office: Office | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let give: Tables | undefined;

  const fill = async (tables: Tables) => {
    give = tables;
    const own = [`${controller.user}@${controller.domain}`, ha1(controller.user, controller.domain, password)] as const;
    await tables.replace("domain", known.domain);
    await tables.replace("cred", new Map([...known.cred, own]));
    await tables.replace("trunk", known.trunk);
  };
  engine.fill(fill);

  const begin = async () => {
    const { state } = await engine.settled();
    const places = engine.places();
    if (isClosed || state !== "on" || !places) return beginLater();
    const recordingFolder = join(engine.folder, "recordings");
    const promptFolder = join(engine.folder, "prompts");
    await mkdir(recordingFolder, { recursive: true, mode: 0o700 });
    const plant = await SipPlant.open({
      places,
      address: `${controller.user}@${controller.domain}`,
      password,
      onTell: (listener) => engine.listen(listener),
      trunks,
      promptPath: await writePrompts(promptFolder),
      recordingPath: (recordingId) => join(recordingFolder, recordingFile(recordingId)),
      interfaces,
      newId,
    });
    office = new Office({
      adapter: await Switchboard.takeOver(plant, systemClock, callFiles(join(engine.folder, "calls"))),
      log,
      recordingFolder,
      promptFolder,
      organisations: () => readyOrganisations(directory),
      open: (organisation) => houses.acquireOrganisation(organisation),
      async changed(accounts) {
        trunks.clear();
        for (const one of accounts) for (const [id, place] of one.trunks) trunks.set(id, place);
        known = {
          domain: new Map(accounts.map(({ domain }) => [domain, "1"])),
          cred: new Map(accounts.flatMap(({ credentials }) => [...credentials])),
          trunk: new Map(accounts.flatMap(({ sources }) => [...sources])),
        };
        if (give) await fill(give);
      },
    });
    await office.open();
  };
  const beginLater = () => {
    if (!isClosed) timer = setTimeout(() => void tryToBegin(), againAfter).unref();
  };
  const tryToBegin = () =>
    begin().catch(async (error: Error) => {
      log.warn({ error: error.message }, "calls cannot be served yet, trying again");
      await office?.close().catch(() => undefined);
      office = undefined;
      beginLater();
    });
  const begun = tryToBegin();

  return {
    wake: (organisationId) => office?.wake(organisationId),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
      await office?.close();
    },
  };
}

const readyOrganisations = (directory: Directory) =>
  directory.db
    .selectFrom("organisation")
    .select(["id", "slug", "name"])
    .where("removed_at", "is", null)
    .where("ready_at", "is not", null)
    .execute();
