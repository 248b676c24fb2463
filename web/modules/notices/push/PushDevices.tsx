import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listPushSubscriptionsContract,
  removePushSubscriptionContract,
  testPushContract,
} from "../../../../server/modules/people/push/push.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { deviceOf } from "../../settings/me/device.ts";
import { type Here, hashHere, PushRefused, readHere, turnOff, turnOn } from "./here.ts";

type Device = ResponseOf<typeof listPushSubscriptionsContract>["rows"][number];

/** Whether notices ring here, and my other devices where they do. */
export function PushDevices() {
  const { t } = useTranslation();
  const list = useRead(listPushSubscriptionsContract, {});
  const hashes = list.data?.rows.map((row) => row.endpoint_hash) ?? [];
  const here = useQuery({
    queryKey: ["push here", hashes],
    queryFn: async () => ({ state: await readHere(hashes), hash: await hashHere() }),
    enabled: list.isSuccess,
  });
  if (list.isError) return <p className="small danger">{problemText(list.error)}</p>;
  if (!list.data || !here.data) return <Skeleton rows={2} />;
  return (
    <div className="push">
      <HereSwitch state={here.data.state} mine={list.data.rows.find((row) => row.endpoint_hash === here.data.hash)} />
      {list.data.rows.length > 0 && (
        <ul className="push-devices" aria-label={t("frame.notice.push.devices")}>
          {list.data.rows.map((device) => (
            <DeviceLine key={device.id} device={device} isHere={device.endpoint_hash === here.data.hash} />
          ))}
        </ul>
      )}
    </div>
  );
}

function HereSwitch({ state, mine }: { state: Here; mine: Device | undefined }) {
  const { t } = useTranslation();
  const me = useMe().user.id;
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const canSwitch = state === "on" || state === "off";
  return (
    <>
      <label className="push-here">
        <input
          type="checkbox"
          role="switch"
          aria-checked={state === "on"}
          checked={state === "on"}
          disabled={!canSwitch || isBusy}
          aria-busy={isBusy}
          aria-describedby="push-why"
          onChange={() => void change()}
        />
        {t("frame.notice.push.here")}
      </label>
      <p id="push-why" className={`small ${trouble ? "danger" : "t3"}`} role={trouble ? "alert" : undefined}>
        {trouble ?? t(`frame.notice.push.state.${state}`)}
      </p>
    </>
  );

  async function change() {
    setBusy(true);
    setTrouble(undefined);
    try {
      if (state === "on") {
        await turnOff();
        if (mine) await call(removePushSubscriptionContract, { params: { subscriptionId: mine.id } });
      } else await turnOn(me);
    } catch (error) {
      setTrouble(error instanceof PushRefused ? t(`frame.notice.push.refused.${error.reason}`) : problemText(error));
    }
    await reread();
    setBusy(false);
  }
}

function DeviceLine({ device, isHere }: { device: Device; isHere: boolean }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const { browser, system } = deviceOf(device.user_agent);
  const name = [browser, system].filter(Boolean).join(" · ") || t("frame.notice.push.unknown");
  const params = { subscriptionId: device.id };
  return (
    <li>
      <span className="grow">
        <span className="row">
          <b className="el">{name}</b>
          {isHere && <Tag look="acc">{t("frame.notice.push.this")}</Tag>}
        </span>
        <span className={`small ${device.failures > 0 ? "warn" : "t3"}`}>{told()}</span>
      </span>
      <ActionButton small loading={isBusy} onClick={() => void test()}>
        {t("frame.notice.push.test")}
      </ActionButton>
      <ActionButton small look="text" icon="trash" label={t("frame.notice.push.remove", { name })} onClick={remove} />
    </li>
  );

  function told(): string {
    if (device.failures > 0) return t("frame.notice.push.failing", { count: device.failures });
    return device.last_ok_at
      ? t("frame.notice.push.last", { when: formatWhen(device.last_ok_at) })
      : t("frame.notice.push.since", { when: formatWhen(device.created_at) });
  }

  async function test() {
    setBusy(true);
    try {
      const { outcome } = await call(testPushContract, { params });
      showToast({
        text: t(`frame.notice.push.outcome.${outcome}`),
        ...(outcome === "sent" ? {} : { look: "problem" as const }),
      });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await reread();
    setBusy(false);
  }

  async function remove() {
    if (isHere) await turnOff();
    try {
      await call(removePushSubscriptionContract, { params });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await reread();
  }
}

async function reread(): Promise<void> {
  await client.invalidateQueries({ queryKey: keyOf(listPushSubscriptionsContract) });
  await client.invalidateQueries({ queryKey: ["push here"] });
}
