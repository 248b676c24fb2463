import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  beginSecondFactorContract,
  readMeContract,
  removeSecondFactorContract,
} from "../../../../server/modules/people/session.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { AskPassword } from "./AskPassword.tsx";
import { useMyCall } from "./useMyCall.ts";

const SecondFactorSetup = lazy(async () => ({ default: (await import("./SecondFactorSetup.tsx")).SecondFactorSetup }));

export type Begun = ResponseOf<typeof beginSecondFactorContract>;

/** A code from a phone beside the password: on, off, or on its way. */
export function SecondFactor() {
  const { t } = useTranslation();
  const { user } = useMe();
  const begin = useMyCall(beginSecondFactorContract);
  const remove = useMyCall(removeSecondFactorContract);
  const [isAsking, setAsking] = useState(false);
  const [begun, setBegun] = useState<Begun | undefined>();
  const isOn = user.two_factor_enabled;
  const asked = isOn ? remove : begin;

  if (begun && !isOn) {
    return (
      <Suspense fallback={<Skeleton rows={5} />}>
        <SecondFactorSetup begun={begun} onDone={done} onCancel={() => setBegun(undefined)} />
      </Suspense>
    );
  }
  return (
    <>
      <p className="row factor-state">
        <Tag look={isOn ? "good" : "warn"}>{t(isOn ? "settings.me.factor.on" : "settings.me.factor.off")}</Tag>
        <span className="t2">{t(isOn ? "settings.me.factor.on_text" : "settings.me.factor.off_text")}</span>
      </p>
      {isAsking ? (
        <AskPassword
          act={t(isOn ? "settings.me.factor.remove" : "settings.me.factor.go_on")}
          isDangerous={isOn}
          error={asked.error}
          isPending={asked.isPending}
          onChange={() => asked.reset()}
          onCancel={() => {
            asked.reset();
            setAsking(false);
          }}
          onPassword={(password) => (isOn ? turnOff(password) : start(password))}
        />
      ) : (
        <ActionButton onClick={() => setAsking(true)}>
          {t(isOn ? "settings.me.factor.remove" : "settings.me.factor.begin")}
        </ActionButton>
      )}
    </>
  );

  function start(password: string) {
    begin.mutate(
      { body: { password } },
      {
        onSuccess: (answer) => {
          setBegun(answer);
          setAsking(false);
        },
      },
    );
  }

  function turnOff(password: string) {
    remove.mutate({ body: { password } }, { onSuccess: () => done(t("settings.me.factor.removed")) });
  }

  function done(said: string) {
    setBegun(undefined);
    setAsking(false);
    showToast({ text: said });
    void client.invalidateQueries({ queryKey: keyOf(readMeContract) });
  }
}
