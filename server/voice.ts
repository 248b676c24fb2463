import { createHash, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Office, recordingFile, spoolFile, type TrunkPlace } from "./modules/voice/index.ts";
import type { Directory } from "./platform/database/directory.ts";
import { codeOf } from "./platform/database/error.ts";
import type { Houses } from "./platform/houses.ts";
import { newId } from "./platform/ids.ts";
import type { Log } from "./platform/log.ts";
import { callFiles } from "./platform/telephony/call_files.ts";
import { systemClock } from "./platform/telephony/clock.ts";
import type { Engine } from "./platform/telephony/engine/engine.ts";
import { interfaces } from "./platform/telephony/engine/rtpengine.ts";
import { ha1, type TableRows, type Tables } from "./platform/telephony/engine/tables.ts";
import { writePrompts } from "./platform/telephony/prompts.ts";
import { SipPlant } from "./platform/telephony/sip/plant.ts";
import type { RegistrationState } from "./platform/telephony/sip/registration.ts";
import { Switchboard } from "./platform/telephony/switchboard.ts";

export interface Voice {
  wake(organisationId: string): void;
  /** How trunks take us at which this node signs in, by id. */
  registrations(): ReadonlyMap<string, RegistrationState>;
  close(): Promise<void>;
}

const controller = { user: "cc", domain: "engine.invalid" };
const againAfter = 500;

/** Call control of this node: begins when the engine is on, and again when it could not. It returns at once. */
export function startVoice(
  engine: Engine,
  { directory, houses, log }: { directory: Directory; houses: Houses; log: Log },
): Voice {
  const password = randomBytes(24).toString("hex");
  const trunks = new Map<string, TrunkPlace>();
  let signIn = (): void => {};
  let states = (): ReadonlyMap<string, RegistrationState> => new Map();
  const none = new Map<string, string>();
  let known: TableRows = { domain: none, cred: none, trunk: none, network: none };
  /** Before, an edge that has outlived us keeps what it knows. */
  let isAllKnown = false;
  let office: Office | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let give: Tables | undefined;
  /** Nobody else stands at this engine. */
  let isFirst = false;

  const fill = async (tables: Tables) => {
    give = tables;
    if (!isFirst) return;
    const own = [`${controller.user}@${controller.domain}`, ha1(controller.user, controller.domain, password)] as const;
    await tables.give({ ...known, cred: new Map([...known.cred, own]) }, isAllKnown);
  };
  engine.fill(fill);

  const begin = async () => {
    const { state } = await engine.settled();
    const [places, outside] = [engine.places(), engine.outside()];
    if (isClosed || state !== "on" || !places || !outside) return beginLater();
    const recordingFolder = join(engine.folder, "recordings");
    const promptFolder = join(engine.folder, "prompts");
    await mkdir(recordingFolder, { recursive: true, mode: 0o700 });
    const plant = await SipPlant.open({
      places,
      outside,
      async prepare() {
        isFirst = true;
        if (give) await fill(give);
      },
      onRegistration: (trunkId, state) => office?.registrationChanged(trunkId, state),
      address: `${controller.user}@${controller.domain}`,
      password,
      onTell: (listener) => engine.listen(listener),
      onNewRelay: (listener) => engine.onNewRelay(listener),
      trunks,
      promptPath: await writePrompts(promptFolder),
      recordingPath: (recordingId) => join(recordingFolder, recordingFile(recordingId)),
      interfaces,
      newId,
    });
    signIn = () => plant.signIn(wantedOf(trunks));
    states = () => plant.registrations();
    office = new Office({
      adapter: await Switchboard.takeOver(plant, systemClock, callFiles(join(engine.folder, "calls")), (trunkId) =>
        trunks.get(trunkId),
      ),
      log,
      recordingFolder,
      promptFolder,
      place: createHash("sha256").update(places.rpcSecret).digest("hex").slice(0, 12),
      spoolFile: (organisationId) => spoolFile(engine.folder, organisationId),
      organisations: () => readyOrganisations(directory),
      open: (organisation) => houses.acquireOrganisation(organisation),
      async changed(accounts, isAll) {
        isAllKnown = isAll;
        trunks.clear();
        for (const one of accounts) for (const [id, place] of one.trunks) trunks.set(id, place);
        known = {
          domain: new Map(accounts.map(({ domain }) => [domain, "1"])),
          cred: new Map(accounts.flatMap(({ credentials }) => [...credentials])),
          trunk: new Map(accounts.flatMap(({ sources }) => [...sources])),
          network: new Map(accounts.flatMap(({ networks }) => [...networks])),
        };
        if (give) await fill(give);
        signIn();
      },
    });
    await office.open();
  };
  const beginLater = () => {
    if (!isClosed) timer = setTimeout(() => void tryToBegin(), againAfter).unref();
  };
  const tryToBegin = () =>
    begin().catch(async (error: Error) => {
      isFirst = false;
      const isTaken = codeOf(error) === "EADDRINUSE"; // another node of this machine serves them, until it ends
      log[isTaken ? "debug" : "warn"]({ error: error.message }, "calls cannot be served yet, trying again");
      await office?.close().catch(() => undefined);
      office = undefined;
      beginLater();
    });
  const begun = tryToBegin();

  return {
    registrations: () => states(),
    wake: (organisationId) => office?.wake(organisationId),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
      await office?.close();
    },
  };
}

/** Trunks at which this node signs in. */
const wantedOf = (trunks: ReadonlyMap<string, TrunkPlace>) =>
  new Map(
    [...trunks].flatMap(([id, { host, port, key, isRegistered }]) =>
      key && isRegistered ? [[id, { host, port, ...key }] as const] : [],
    ),
  );

const readyOrganisations = (directory: Directory) =>
  directory.db
    .selectFrom("organisation")
    .select(["id", "slug", "name"])
    .where("removed_at", "is", null)
    .where("ready_at", "is not", null)
    .execute();
