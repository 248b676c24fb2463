import "./duplicates.css";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { findDuplicatesContract } from "../../../../server/modules/customers/duplicate.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Reasons } from "./Reasons.tsx";

export type Draft = BodyOf<typeof findDuplicatesContract>;

/** Who is there already that the typed one may be; asked a moment after the last key. */
export function Doubles({ draft, onOpen }: { draft: Draft; onOpen: () => void }) {
  const { t } = useTranslation();
  const asked = useSettled(draft, 250);
  const says = asked.name.trim().length > 1 || (asked.contact_points?.length ?? 0) > 0;
  const found = useRead(findDuplicatesContract, { body: asked }, { enabled: says, staleTime: 30_000, keeps: true });
  const { matches = [], told = [] } = (says && found.data) || {};
  return (
    <div aria-live="polite">
      {(matches.length > 0 || told.length > 0) && (
        <div className="note warn dup-note">
          <Icon name="warning" />
          <div className="grow">
            <b>{t(headOf(matches))}</b>
            {matches.map((match) => (
              <p key={match.id}>
                <Link to="/customers/$customerId" params={{ customerId: match.id }} search={{}} onClick={onOpen}>
                  {match.name}
                </Link>
                <span className="small t3">
                  {[match.number, match.city, match.owner?.name ?? t("customers.no_owner")].filter(Boolean).join(" · ")}
                </span>
                <Reasons reasons={match.reasons} />
              </p>
            ))}
            {told.map(({ by, owner, is_limited }, at) => (
              <p key={`${by} ${owner?.id ?? at}`}>
                {is_limited
                  ? t("duplicates.told_limited")
                  : t(owner ? "duplicates.told" : "duplicates.told_nobody", {
                      by: t(`duplicates.by.${by}`),
                      name: owner?.name ?? "",
                    })}
              </p>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

const headOf = (matches: readonly { is_sure: boolean; is_likely: boolean }[]): string =>
  matches.some(({ is_sure }) => is_sure)
    ? "duplicates.there_sure"
    : matches.length > 0 && !matches.some(({ is_likely }) => is_likely)
      ? "duplicates.there_exact"
      : "duplicates.there";

function useSettled(draft: Draft, ms: number): Draft {
  const text = JSON.stringify(draft);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return JSON.parse(settled) as Draft;
}
