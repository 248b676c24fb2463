import "./said.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatFull, formatTime, formatWhen } from "../../../../text/format.ts";
import { Icon } from "../../../../ui/Icon.tsx";
import { PromiseDialog } from "./PromiseDialog.tsx";
import { PromiseTag } from "./PromiseTag.tsx";
import { type CustomerPromise, keepPromise } from "./said.ts";

/** A promise on the timeline: what, how long still, and the acts while it is open. */
export function PromiseEntry({ promise }: { promise: CustomerPromise }) {
  const { t } = useTranslation();
  const [act, setAct] = useState<"move" | "withdraw" | undefined>();
  const isOpen = promise.state === "open";
  const [moved] = promise.moves;
  return (
    <article className="ev" aria-label={`${t("customers.interaction.promise")} ${promise.what}`}>
      <span className="ic" data-kind="promise">
        <Icon name="promise" size={13} />
      </span>
      <div className="hd">
        <b>{t("customers.interaction.promise")}</b>
        <span className="said-what">{promise.what}</span>
        <PromiseTag promise={promise} />
        <time dateTime={promise.created_at} title={formatFull(promise.created_at)}>
          {formatTime(promise.created_at)}
        </time>
      </div>
      <div className="row small t2 said-foot">
        <span>
          {[
            promise.owner.name,
            t("customers.promise.by", { when: formatWhen(promise.due_at) }),
            promise.contact?.name,
            promise.reason,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {isOpen && promise.can_change && (
          <>
            <button type="button" className="btn link small" onClick={() => void keepPromise(promise)}>
              {t("customers.promise.keep")}
            </button>
            <button type="button" className="btn link small" onClick={() => setAct("move")}>
              {t("customers.promise.move")}
            </button>
            <button type="button" className="btn link small" onClick={() => setAct("withdraw")}>
              {t("customers.promise.withdraw")}
            </button>
          </>
        )}
      </div>
      {moved && (
        <div className="small t3">
          {t(moved.is_customer_told ? "customers.promise.moved_told" : "customers.promise.moved", {
            before: formatWhen(moved.due_before),
            reason: moved.reason,
          })}
        </div>
      )}
      {promise.why && <div className="small t3">{t("customers.promise.given_anyway", { why: promise.why })}</div>}
      {act && <PromiseDialog act={act} promise={promise} onClose={() => setAct(undefined)} />}
    </article>
  );
}
