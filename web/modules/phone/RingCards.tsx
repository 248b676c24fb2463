import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "../../frame/keys.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { Caller } from "./Caller.tsx";
import { command, type MyCall, useMyCalls, whoOf } from "./calls.ts";
import { pickUp } from "./phone.ts";
import { phone } from "./state.ts";

/** Who calls, before anybody has said a word: on every page, over nothing that somebody is typing. */
export function RingCards() {
  const here = phone.use().ringing;
  // what one has dialled oneself is picked up by itself, and stands in the dock
  const ringing = useMyCalls().filter(
    ({ id, occupation, rung_for }) => occupation === "ringing" && (rung_for !== "caller" || id === here),
  );
  if (ringing.length === 0) return null;
  return (
    <div className="ring-cards">
      {ringing.map((call, index) => (
        <RingCard key={call.id} call={call} isFirst={index === 0} />
      ))}
    </div>
  );
}

function RingCard({ call, isFirst }: { call: MyCall; isFirst: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isHere = phone.use().ringing === call.id;
  const { name, customerId } = whoOf(call);
  useNotification(name, call.number?.label ?? t("phone.title"));
  return (
    <section className="ring-card" aria-label={t("phone.incoming_from", { name })}>
      {isFirst && <RingKeys onAnswer={answer} onDecline={decline} />}
      <div className="row small t2">
        <Icon name="callIn" size={14} />
        <b>{t(`phone.direction.${call.direction}`)}</b>
        <Why call={call} />
        {call.number && <span className="el">{call.number.label}</span>}
        {call.client && <span className="tag">{call.client.name}</span>}
      </div>
      <Caller call={call} />
      <div className="row">
        {isHere ? (
          <button type="button" className="btn primary grow" onClick={answer}>
            <Icon name="phone" />
            {t("phone.answer")} <Kbd keys="Alt A" />
          </button>
        ) : (
          <span className="grow small t3">{t("phone.rings_elsewhere")}</span>
        )}
        <ActionButton icon="close" onClick={decline}>
          {t("phone.decline")}
        </ActionButton>
      </div>
      <span className="sr" role="alert">
        {t("phone.incoming_from", { name })}
      </span>
    </section>
  );

  function answer() {
    pickUp(call.id);
    if (customerId) void navigate({ to: "/customers/$customerId", params: { customerId }, search: {} });
  }

  function decline() {
    void command(call.id, { name: "hangUp" });
  }
}

/** A call that did not come straight to me says how it came. */
function Why({ call: { rung_for, others } }: { call: MyCall }) {
  const { t } = useTranslation();
  if (rung_for === null || rung_for === "offer" || rung_for === "rejoin") return null;
  const name = others.find(({ user }) => user)?.user?.name ?? "";
  return <span className="tag info">{t(`phone.rung_for.${rung_for}`, { name })}</span>;
}

/** With Alt, so that they work while somebody types. */
function RingKeys({ onAnswer, onDecline }: { onAnswer: () => void; onDecline: () => void }) {
  useKeys("ringing", { "alt+a": onAnswer, "alt+x": onDecline });
  return null;
}

function useNotification(name: string, about: string): void {
  useEffect(() => {
    if (typeof Notification === "undefined" || Notification.permission !== "granted" || !document.hidden) return;
    const notification = new Notification(name, { body: about, tag: "zhiyin-call", requireInteraction: true });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
    return () => notification.close();
  }, [name, about]);
}
