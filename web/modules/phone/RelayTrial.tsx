import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listMyIceServersContract } from "../../../server/modules/voice/turn_server.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { useRead } from "../../api/queries.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { type RelayTrial as Outcome, tryRelay } from "./device/relay_trial.ts";
import { asBrowsersTake } from "./line/ice_servers.ts";

/** For people at home: whether audio would come through where it cannot go directly. Only where there is a TURN server. */
export function RelayTrial() {
  const { t } = useTranslation();
  const { data, refetch } = useRead(listMyIceServersContract, {});
  const [outcome, setOutcome] = useState<Outcome | "trying" | null>(null);
  if (relaysOf(data).length === 0) return null;
  return (
    <>
      <ActionButton small icon="info" loading={outcome === "trying"} onClick={() => void test()}>
        {t(outcome === "trying" ? "phone.device.relaying" : "phone.device.relay")}
      </ActionButton>
      {outcome !== null && outcome !== "trying" && (
        <p className={`small trial ${outcome.kind === "relayed" ? "t2" : "danger"}`} role="status">
          {outcome.kind === "relayed"
            ? t("phone.device.relayed", { ms: outcome.ms })
            : t(`phone.device.relay_${outcome.kind}`)}
        </p>
      )}
    </>
  );

  async function test() {
    setOutcome("trying");
    const asTheyAreSetNow = relaysOf((await refetch()).data);
    setOutcome(await tryRelay(asTheyAreSetNow).catch((): Outcome => ({ kind: "silent" })));
  }
}

const relaysOf = (told: ResponseOf<typeof listMyIceServersContract> | undefined): RTCIceServer[] =>
  asBrowsersTake(told?.ice_servers ?? []).filter(({ credential }) => credential !== undefined);
